/** The items of each key, keys in the order of their first item. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** One item for each key, the last one given, in the order of the first. */
export function distinctBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): T[] {
  return [...new Map([...items].map((item) => [keyOf(item), item])).values()]
}
