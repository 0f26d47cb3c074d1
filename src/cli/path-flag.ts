import { resolve } from 'node:path'
import { Args, type Command, Flags } from '@oclif/core'
import { runtimeOf } from './runtime.js'

/** A file or a folder: a relative one lies in the folder of the run, and stays as typed where that is the process's own. */
export const pathFlag = Flags.custom<string>({ parse: inFolder })

export const pathArg = Args.custom<string>({ parse: inFolder })

export async function inFolder(path: string, { config }: Pick<Command, 'config'>): Promise<string> {
  const { cwd } = runtimeOf(config)
  return path === '' || cwd === process.cwd() ? path : resolve(cwd, path)
}
