import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEventQueue, type Queued } from '../../mocks/event-queue.js'

const moments = fc.array(fc.integer({ min: 0, max: 20 }))

test('events come out by their time, those of one moment in the order in which they were made', () => {
  fc.assert(
    fc.property(moments, (dues) => {
      const queue = createEventQueue<number>([])
      for (const [index, due] of dues.entries()) queue.push(index, due)

      const popped = dues.map(() => queue.popDue(20)?.event)

      const expected = dues.map((_, index) => index).sort((a, b) => (dues[a] ?? 0) - (dues[b] ?? 0) || a - b)
      expect(popped).toEqual(expected)
      expect(queue.popDue(20)).toBeUndefined()
    }),
  )
})

test('a queue that was saved in the middle goes on as the one that was not', () => {
  fc.assert(
    fc.property(moments, moments, fc.nat(10), (before, after, taken) => {
      const heap: Queued<number>[] = []
      const queue = createEventQueue(heap)
      for (const due of before) queue.push(due, due)
      for (let count = 0; count < taken; count++) queue.popDue(20)
      const loaded = createEventQueue<number>(structuredClone(heap))

      for (const each of [queue, loaded]) for (const due of after) each.push(due, due)

      for (let due: number | undefined = 0; due !== undefined; ) {
        const next = queue.popDue(20)
        // Numbers of events that are gone are given again after a load; the order is the same.
        expect(loaded.popDue(20)?.event).toBe(next?.event)
        due = next?.dueMs
      }
    }),
  )
})

test('nothing comes out before its time', () => {
  const queue = createEventQueue<string>([])
  queue.push('later', 10)

  expect(queue.popDue(9)).toBeUndefined()
  expect(queue.nextDueMs()).toBe(10)
})
