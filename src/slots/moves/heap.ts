/** A queue that hands out the entry with the highest key first; equal keys by number, lowest first. */
export interface MaxHeap {
  readonly size: number
  push(entry: number, key: number): void
  /** Call it only when there is one. */
  pop(): { entry: number; key: number }
}

export function createMaxHeap(): MaxHeap {
  const entries: number[] = []
  const keys: number[] = []
  const isBefore = (a: number, b: number) => {
    const [keyA, keyB] = [keys[a] as number, keys[b] as number]
    return keyA > keyB || (keyA === keyB && (entries[a] as number) < (entries[b] as number))
  }
  const swap = (a: number, b: number) => {
    const [entry, key] = [entries[a] as number, keys[a] as number]
    entries[a] = entries[b] as number
    keys[a] = keys[b] as number
    entries[b] = entry
    keys[b] = key
  }
  const rise = (from: number) => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!isBefore(at, parent)) return
      swap(at, parent)
      at = parent
    }
  }
  const sink = () => {
    for (let at = 0; ; ) {
      let first = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < entries.length && isBefore(child, first)) first = child
      if (first === at) return
      swap(at, first)
      at = first
    }
  }
  return {
    get size() {
      return entries.length
    },
    push(entry, key) {
      entries.push(entry)
      keys.push(key)
      rise(entries.length - 1)
    },
    pop() {
      swap(0, entries.length - 1)
      const top = { entry: entries.pop() as number, key: keys.pop() as number }
      sink()
      return top
    },
  }
}
