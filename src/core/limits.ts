/** A number of calls at most at the same time; results in the order of the items. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const { default: pLimit } = await import('p-limit')
  return pLimit(limit).map(items, work)
}
