import { describe, expect, it } from 'vitest'
import { writeExitCode } from '../../../src/cli/write-exit.js'
import type { Action, Change } from '../../../src/model/plan.js'

const change = (action: Action): Change => ({ action, gate: 'reversible', kind: 'VM', name: 'web-01', reason: '' })
const written = (applied: boolean, actions: readonly Action[], ...codes: number[]) => ({
  applied,
  changes: actions.map(change),
  machines: codes.map((exitCode) => ({ exitCode })),
})

describe('the exit code of a write', () => {
  it.each([
    ['all done', written(true, ['update', 'none'], 0, 0), true, 0],
    ['some failed', written(true, ['update'], 0, 6), false, 3],
    ['all failed alike', written(true, [], 6, 6), false, 6],
    ['interrupted', written(true, ['update', 'update'], 0, 130), false, 130],
    ['a dry run with changes', written(false, ['create'], 0), true, 10],
    ['a dry run with changes and a refusal', written(false, ['create'], 0, 6), true, 3],
    ['a dry run without --detailed-exit-code', written(false, ['create'], 0), false, 0],
    ['a dry run without changes', written(false, ['none'], 0), true, 0],
    ['an empty shard', written(true, []), true, 0],
    ['a dry run of one thing that is no VM', { applied: false, changes: [change('delete')] }, true, 10],
  ])('%s', (_, result, detailed, code) => {
    expect(writeExitCode(result, { 'detailed-exit-code': detailed })).toBe(code)
  })
})
