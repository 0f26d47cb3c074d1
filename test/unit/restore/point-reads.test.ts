import { expect, it } from 'vitest'
import { notePointReads } from '../../../src/restore/point-reads.js'

function noted(machines: number, told = 0): unknown[] {
  const events: unknown[] = []
  notePointReads({ progress: (event) => events.push(event) }, { machines, told })
  return events
}

it('nothing is said of as many points as Azure takes reads in an hour', () => {
  expect(noted(150)).toEqual([])
})

it('of more points is said what waits, and how a part can begin at once', () => {
  const text =
    'The recovery points of 320 VMs take as many reads, and Azure takes about 150 an hour from a subscription: nothing begins before the last one. --shard 1/3 begins with a part.'

  expect(noted(320)).toEqual([{ type: 'note', text }])
})

it('those that a file tells take no reads', () => {
  const text =
    'The recovery points of 200 VMs are taken as the file tells them: whether one is gone is known when its restore is sent.'

  expect(noted(320, 200)).toEqual([{ type: 'note', text }])
})
