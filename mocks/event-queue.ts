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

function isBefore<T>(left: Queued<T> | undefined, right: Queued<T> | undefined): boolean {
  if (!left || !right) return false
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.seq < right.seq)
}

function swap<T>(heap: Queued<T>[], left: number, right: number): void {
  const [first, second] = [heap[left], heap[right]]
  if (!first || !second) return
  heap[left] = second
  heap[right] = first
}

function siftUp<T>(heap: Queued<T>[], start: number): void {
  let index = start
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!isBefore(heap[index], heap[parent])) return
    swap(heap, index, parent)
    index = parent
  }
}

function siftDown<T>(heap: Queued<T>[], start: number): void {
  let index = start
  for (;;) {
    const left = 2 * index + 1
    const right = left + 1
    let smallest = index
    if (isBefore(heap[left], heap[smallest])) smallest = left
    if (isBefore(heap[right], heap[smallest])) smallest = right
    if (smallest === index) return
    swap(heap, index, smallest)
    index = smallest
  }
}
