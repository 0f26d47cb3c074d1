import { join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

interface UserFolders {
  /** Where azbk looks for `config.yaml`. */
  readonly config: string
  /** Where azbk keeps journals and the mock's state. */
  readonly state: string
}

/** The user's home; undefined for accounts without one. */
export function homeFolder(env: Environment): string | undefined {
  return env.HOME || env.USERPROFILE || undefined
}

/** The platform's folders for azbk, read from the given environment only; undefined without a home. */
export function userFolders(env: Environment, platform: NodeJS.Platform = process.platform): UserFolders | undefined {
  const home = homeFolder(env)
  if (home === undefined) return undefined
  if (platform === 'win32') {
    return {
      config: join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'azbk'),
      state: join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'azbk'),
    }
  }
  if (platform === 'darwin') {
    return {
      config: join(home, 'Library', 'Preferences', 'azbk'),
      state: join(home, 'Library', 'Application Support', 'azbk'),
    }
  }
  return {
    config: join(env.XDG_CONFIG_HOME || join(home, '.config'), 'azbk'),
    state: join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'azbk'),
  }
}
