import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { usageError } from '../core/errors.js'
import type { CheckedFile, ConfigProblem } from './check-file.js'
import { type Environment, userFolders } from './folders.js'

const PROJECT_FILE = 'azbk.yaml'

/** The configuration files of a run, as far as they exist. */
export interface ConfigFiles {
  readonly project: CheckedFile | undefined
  readonly user: CheckedFile | undefined
}

/** Finds, reads and checks both files. Mistakes are not thrown here: {@link problemsError} tells those of all files at once. */
export async function readConfigFiles(env: Environment, cwd: string): Promise<ConfigFiles> {
  const [project, user] = await Promise.all([findProjectFile(cwd), findUserFile(env)])
  const check = async (found: FoundFile | undefined) => {
    if (found === undefined) return undefined
    const { checkConfigFile } = await import('./check-file.js')
    return checkConfigFile(found.file, found.text)
  }
  return { project: await check(project), user: project?.file === user?.file ? undefined : await check(user) }
}

interface FoundFile {
  readonly file: string
  readonly text: string
}

/** The nearest `azbk.yaml`, from the working folder upwards. */
async function findProjectFile(cwd: string): Promise<FoundFile | undefined> {
  const file = join(cwd, PROJECT_FILE)
  const text = await readIfThere(file)
  if (text !== undefined) return { file, text }
  const parent = dirname(cwd)
  return parent === cwd ? undefined : findProjectFile(parent)
}

/** The file that AZBK_CONFIG names (it must exist), else `config.yaml` in the user's folder. */
async function findUserFile(env: Environment): Promise<FoundFile | undefined> {
  const folder = userFolders(env)?.config
  const file = env.AZBK_CONFIG || (folder === undefined ? undefined : join(folder, 'config.yaml'))
  if (file === undefined) return undefined
  const text = await readIfThere(file)
  if (text !== undefined) return { file, text }
  if (!env.AZBK_CONFIG) return undefined
  throw usageError('CONFIG_NOT_FOUND', `AZBK_CONFIG names ${file}, but there is no such file.`, [
    'Create the file, or unset AZBK_CONFIG.',
  ])
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw usageError('CONFIG_UNREADABLE', `${file} cannot be read: ${message}`, ['Check the permissions of the file.'])
  }
}

/** All mistakes of all files, and of variables and flags, as one usage error. */
export function problemsError(problems: readonly (ConfigProblem | string)[]): Error {
  const lines = problems.map((problem) => (typeof problem === 'string' ? problem : formatProblem(problem)))
  const head =
    lines.length === 1 ? 'The configuration has a mistake:' : `The configuration has ${lines.length} mistakes:`
  return usageError('INVALID_CONFIG', [head, ...lines.map((line) => `  ${line}`)].join('\n'), [
    'Mend the places named above; docs/configuration.md describes every key.',
  ])
}

function formatProblem({ file, line, column, message }: ConfigProblem): string {
  return `${file}:${line}:${column}: ${message}`
}
