import { type AzbkError, toAzbkError } from './errors.js'
import { EXIT_CODES } from './exit-codes.js'
import { distinctBy } from './group.js'
import { mapLimited, READS_AT_ONCE } from './limits.js'
import { nameKey } from './names.js'

/** One part of what was to be read, and why it was not. */
export interface Unread {
  readonly name: string
  readonly error: AzbkError
}

export interface ReadEach<R> {
  readonly rows: readonly R[]
  readonly unread: readonly Unread[]
}

/**
 * Reads each part of a scope, some at a time; what fails is told apart from what is empty. Throws when nothing could
 * be read, and on Ctrl-C.
 */
export async function readEach<T extends { readonly name: string }, R>(
  parts: readonly T[],
  read: (part: T) => Promise<readonly R[]>,
): Promise<ReadEach<R>> {
  const results = await mapLimited(parts, READS_AT_ONCE, (part) => tryRead(part.name, () => read(part)))
  const unread = results.flatMap((result) => result.unread)
  if (unread[0] !== undefined && unread.length === parts.length) throw unread[0].error
  return { rows: results.flatMap((result) => result.value ?? []), unread }
}

/** What one read gave; null when it failed, and then why. */
export interface TryRead<T> {
  readonly value: T | null
  readonly unread: readonly Unread[]
}

/** One read whose failure is told instead of thrown; Ctrl-C and bugs are thrown. */
export async function tryRead<T>(name: string, read: () => Promise<T>): Promise<TryRead<T>> {
  try {
    return { value: await read(), unread: [] }
  } catch (thrown) {
    const error = toAzbkError(thrown)
    if (error.kind === 'cancelled' || error.kind === 'bug') throw error
    return { value: null, unread: [{ name, error }] }
  }
}

/** What each name stands for, by {@link nameKey}, each read once; what cannot be read is told, and not in it. */
export async function readByName<N extends string, R>(
  names: readonly N[],
  read: (name: N) => Promise<R>,
  tell: (unread: Unread) => void,
): Promise<Map<string, R>> {
  const found = new Map<string, R>()
  await mapLimited(distinctBy(names, nameKey), READS_AT_ONCE, async (name) => {
    const { unread } = await tryRead(name, async () => found.set(nameKey(name), await read(name)))
    unread.forEach(tell)
  })
  return found
}

/** One sentence for a part that was not read. */
export function describeUnread({ name, error }: Unread): string {
  return `'${name}' could not be read: ${error.message}`
}

/** Warns of each part that was not read; the exit code says the same: an answer with holes is never a plain 0. */
export function reportUnread(unread: readonly Unread[], warn: (message: string) => void): number {
  for (const part of unread) warn(describeUnread(part))
  return unread.length > 0 ? EXIT_CODES.partlyDone : EXIT_CODES.done
}
