import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { usageError } from '../core/errors.js'

/** Writes what clients need, whole or not at all: scripts wait for the file and read it at once. Readable by its owner alone. */
export function writeReadyFile(file: string, content: object): void {
  const draft = `${file}.${process.pid}.tmp`
  try {
    // The rename would put a file in the place of a device, /dev/stdout among them.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new Error('it is no regular file')
    writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    const why = (error as Error).message
    throw usageError('READY_FILE_UNWRITABLE', `The ready file ${file} could not be written: ${why}`, [
      'Name a file in a folder that can be written to.',
    ])
  }
}

/** Takes the file away, unless another server has written it since. */
export function removeReadyFile(file: string): void {
  try {
    const { pid } = JSON.parse(readFileSync(file, 'utf8')) as { pid?: unknown }
    if (pid === process.pid) rmSync(file, { force: true })
  } catch {
    // Gone, or no longer ours.
  }
}
