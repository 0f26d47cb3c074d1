import { describe, expect, it } from 'vitest'
import { pointReadsNote } from '../../../src/restore/point-reads.js'

describe('the note of how many points are read', () => {
  it('is none for as many as Azure takes in an hour', () => {
    expect(pointReadsNote(150)).toBeUndefined()
  })

  it('says what waits, and how a part can begin at once', () => {
    expect(pointReadsNote(320)).toBe(
      'The recovery points of 320 VMs take as many reads, and Azure takes about 150 an hour from a subscription: nothing begins before the last one. --shard 1/3 begins with a part.',
    )
  })
})
