import { readFile } from 'node:fs/promises'
import type { AzbkError } from './errors.js'

/** A file that was named on the command line; `refuse` makes the error from why it cannot be read. */
export async function readText(file: string, refuse: (why: string) => AzbkError): Promise<string> {
  try {
    // PowerShell begins what it writes with a byte order mark.
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    throw refuse(whyUnreadable(error))
  }
}

/** What the system said of a file, as the end of a sentence. */
export function whyUnreadable(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  const reasons: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' }
  return reasons[code] ?? message
}
