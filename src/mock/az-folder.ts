import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusedError, usageError } from '../core/errors.js'

/** The name of the mock's cloud in az. */
export const AZ_CLOUD = 'azbk-mock'

/** A configuration folder of az that belongs to a mock. */
export interface AzFolder {
  readonly path: string
  /** What az is told to trust. */
  readonly caFile: string
  /** The cloud was registered by an earlier login. */
  readonly knowsCloud: boolean
}

/** az asks nobody but the mock: no telemetry, no look for updates, no check of the login endpoint at Microsoft. */
const CONFIG = '[core]\ncollect_telemetry = no\ncheck_for_updates = no\ninstance_discovery = false\n'

/**
 * Makes the folder, or takes one that was made here before. A folder with a login of somebody else's is refused: az would
 * forget that login.
 */
export function openAzFolder(path: string, ca: string): AzFolder {
  const caFile = join(path, 'azbk-mock-ca.pem')
  if (!existsSync(caFile) && existsSync(join(path, 'azureProfile.json'))) {
    throw refusedError('AZ_FOLDER_IN_USE', `${path} is the configuration of an az that is logged in elsewhere.`, [
      'Name a folder of its own with --config-dir; it is made when it is not there.',
    ])
  }
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    writeFileSync(caFile, ca)
    const config = join(path, 'config')
    if (!existsSync(config)) writeFileSync(config, CONFIG)
    const clouds = join(path, 'clouds.config')
    const knowsCloud = existsSync(clouds) && readFileSync(clouds, 'utf8').includes(`[${AZ_CLOUD}]`)
    return { path, caFile, knowsCloud }
  } catch (error) {
    throw usageError('AZ_FOLDER_UNWRITABLE', `The folder ${path} could not be written: ${String(error)}`, [
      'Name another one with --config-dir.',
    ])
  }
}
