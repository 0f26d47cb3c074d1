import { describe, expect, test } from 'vitest'
import { IMMUTABILITY_STEPS } from '../../mocks/providers/recovery-services/vault-settings.js'
import { JOB_TRANSITIONS, type JobAction, jobStatusAfter } from '../../mocks/service/job-states.js'
import type { JobStatus, ProtectionState } from '../../mocks/service/model.js'
import { type ProtectionAction, stateAfter } from '../../mocks/service/protection-states.js'

type Place = ProtectionState | 'none'

/** Written out a second time on purpose: a slip in the table of the mock must not pass. */
const EDGES: [Place, ProtectionAction, Place][] = [
  ['none', 'enable', 'IRPending'],
  ['IRPending', 'changePolicy', 'IRPending'],
  ['IRPending', 'stop', 'ProtectionStopped'],
  ['IRPending', 'suspend', 'BackupsSuspended'],
  ['IRPending', 'deleteSoft', 'SoftDeleted'],
  ['IRPending', 'deleteHard', 'none'],
  ['IRPending', 'backup', 'Protected'],
  ['Protected', 'changePolicy', 'Protected'],
  ['Protected', 'stop', 'ProtectionStopped'],
  ['Protected', 'suspend', 'BackupsSuspended'],
  ['Protected', 'deleteSoft', 'SoftDeleted'],
  ['Protected', 'deleteHard', 'none'],
  ['Protected', 'backup', 'Protected'],
  ['ProtectionStopped', 'stop', 'ProtectionStopped'],
  ['ProtectionStopped', 'resume', 'Protected'],
  ['ProtectionStopped', 'deleteSoft', 'SoftDeleted'],
  ['ProtectionStopped', 'deleteHard', 'none'],
  ['BackupsSuspended', 'stop', 'ProtectionStopped'],
  ['BackupsSuspended', 'suspend', 'BackupsSuspended'],
  ['BackupsSuspended', 'resume', 'Protected'],
  ['BackupsSuspended', 'deleteSoft', 'SoftDeleted'],
  ['BackupsSuspended', 'deleteHard', 'none'],
  ['SoftDeleted', 'undelete', 'ProtectionStopped'],
  ['SoftDeleted', 'purge', 'none'],
]

const PLACES: Place[] = ['none', 'IRPending', 'Protected', 'ProtectionStopped', 'BackupsSuspended', 'SoftDeleted']
const ACTIONS: ProtectionAction[] = [
  'enable',
  'changePolicy',
  'stop',
  'suspend',
  'resume',
  'deleteSoft',
  'deleteHard',
  'undelete',
  'backup',
  'purge',
]

describe('protection', () => {
  test.each(EDGES)('%s, %s: %s', (from, action, to) => {
    expect(stateAfter(from, action, true)).toBe(to)
  })

  const others = PLACES.flatMap((from) => ACTIONS.map((action) => [from, action] as const)).filter(
    ([from, action]) => !EDGES.some((edge) => edge[0] === from && edge[1] === action),
  )

  test.each(others)('%s, %s: refused', (from, action) => {
    expect(stateAfter(from, action, true)).toBeUndefined()
  })

  test('resuming an item without points leads to the initial state', () => {
    expect(stateAfter('ProtectionStopped', 'resume', false)).toBe('IRPending')
  })
})

describe('jobs', () => {
  const edges: [JobStatus, JobAction, JobStatus][] = [
    ['InProgress', 'complete', 'Completed'],
    ['InProgress', 'warn', 'CompletedWithWarnings'],
    ['InProgress', 'fail', 'Failed'],
    ['InProgress', 'cancel', 'Cancelling'],
    ['Cancelling', 'cancelled', 'Cancelled'],
    ['Cancelling', 'resume', 'InProgress'],
  ]

  test.each(edges)('%s, %s: %s', (from, action, to) => {
    expect(jobStatusAfter(from, action)).toBe(to)
  })

  test('nothing else moves a job, and an end has no way out', () => {
    const all = Object.values(JOB_TRANSITIONS).flatMap((row) => Object.keys(row))

    expect(all).toHaveLength(edges.length)
    for (const end of ['Completed', 'Failed', 'CompletedWithWarnings', 'Cancelled'] as const) {
      expect(JOB_TRANSITIONS[end]).toEqual({})
    }
  })
})

test('immutability moves one step at a time and Locked is the end', () => {
  expect(IMMUTABILITY_STEPS).toEqual({
    Disabled: ['Disabled', 'Unlocked'],
    Unlocked: ['Unlocked', 'Disabled', 'Locked'],
    Locked: ['Locked'],
  })
})
