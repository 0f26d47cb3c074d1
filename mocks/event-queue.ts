/** An entry of the queue: `seq` keeps events of the same moment in the order in which they were made. */
export interface Queued<T> {
  dueMs: number
  seq: number
  event: T
}

/** Time-ordered queue over an array that is saved with the state. The array is always a binary heap. */
export interface EventQueue<T> {
  push(event: T, dueMs: number): void
  /** Removes and returns the earliest entry due at or before `untilMs`. */
  popDue(untilMs: number): Queued<T> | undefined
  nextDueMs(): number | undefined
}

/** Wraps the saved heap. */
export function createEventQueue<T>(heap: Queued<T>[]): EventQueue<T> {
  let seq = heap.reduce((highest, entry) => Math.max(highest, entry.seq), 0)
  return {
    push(event, dueMs) {
      seq += 1
      heap.push({ dueMs, seq, event })
      siftUp(heap, heap.length - 1)
    },
    popDue(untilMs) {
      const first = heap[0]
      if (!first || first.dueMs > untilMs) return undefined
      const last = heap.pop()
      if (last && heap.length > 0) {
        heap[0] = last
        siftDown(heap, 0)
      }
      return first
    },
    nextDueMs: () => heap[0]?.dueMs,
  }
}

function isBefore<T>(left: Queued<T>, right: Queued<T>): boolean {
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.seq < right.seq)
}

/** Moves what is later down one level at a time, then puts the entry into the gap. */
function siftUp<T>(heap: Queued<T>[], start: number): void {
  const entry = heap[start] as Queued<T>
  let index = start
  while (index > 0) {
    const above = (index - 1) >> 1
    const parent = heap[above] as Queued<T>
    if (!isBefore(entry, parent)) break
    heap[index] = parent
    index = above
  }
  heap[index] = entry
}

/** Moves what is earlier up one level at a time, then puts the entry into the gap. */
function siftDown<T>(heap: Queued<T>[], start: number): void {
  const entry = heap[start] as Queued<T>
  let index = start
  for (let left = 2 * index + 1; left < heap.length; left = 2 * index + 1) {
    const right = heap[left + 1]
    const isRight = right !== undefined && isBefore(right, heap[left] as Queued<T>)
    const child = isRight ? right : (heap[left] as Queued<T>)
    if (!isBefore(child, entry)) break
    heap[index] = child
    index = isRight ? left + 1 : left
  }
  heap[index] = entry
}
