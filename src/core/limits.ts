/** Reads that a use case makes at the same time, where nothing asks for fewer. */
export const READS_AT_ONCE = 8

/** A number of calls at most at the same time; results in the order of the items. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const { default: pLimit } = await import('p-limit')
  return pLimit(limit).map(items, work)
}
