import { readFile } from 'node:fs/promises'
import type { AzbkError } from './errors.js'

/** A file that was named on the command line; `refuse` makes the error from why it cannot be read. */
export async function readText(file: string, refuse: (why: string) => AzbkError): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw refuse(code === 'ENOENT' ? 'there is no such file' : message)
  }
}
