import { describe, expect, it } from 'vitest'
import { armId } from '../../../src/core/arm-id.js'
import type { JobStatus } from '../../../src/model/job.js'
import { createDurationModel } from '../../../src/slots/durations.js'
import { type HistoryJob, saveHistory } from '../../../src/stagger/history-store.js'
import { learnFromHistory } from '../../../src/stagger/learn.js'
import { dailySpec, estateMachines, estatePolicy, testEstate } from '../../helpers/stagger.js'
import { folderWith } from '../../helpers/temp-folder.js'

const ESTATE = testEstate({
  policies: [estatePolicy('daily-2200', dailySpec('22:00'))],
  machines: estateMachines(2, 'daily-2200'),
})

function backup(machine: string, minutes: number, status: JobStatus = 'Completed'): HistoryJob {
  const start = '2026-03-01T22:10:00.000Z'
  const end = new Date(Date.parse(start) + minutes * 60_000).toISOString()
  return { id: `${machine} ${minutes}`, operation: 'Backup', machine, status, start, end }
}

async function learn(jobs: readonly HistoryJob[]) {
  const folder = await folderWith()
  await saveHistory(folder, { id: armId('v1'), name: 'rsv-one' }, { jobs, details: [], reads: [] })
  return learnFromHistory(folder, ESTATE, 'infer')
}

describe('learning from the jobs that an audit has kept', () => {
  it('says so when the folder holds none of these vaults, and nothing when it does', async () => {
    const empty = await learnFromHistory('/nonexistent', ESTATE, 'infer')
    const { findings } = await learn([backup('vm-1', 50)])

    expect(empty.findings).toMatchObject([{ code: 'HISTORY_EMPTY', severity: 'warning' }])
    expect(empty.findings[0]?.message).toContain('/nonexistent')
    expect(findings).toEqual([])
  })

  it('takes the median of the good backups of a VM, and that of its tier for another', async () => {
    const { fit } = await learn([
      backup('vm-1', 50),
      backup('vm-1', 70),
      backup('vm-1', 90),
      backup('vm-1', 900, 'Failed'),
    ])

    const durations = createDurationModel({ fit })

    expect(ESTATE.machines.map((machine) => durations.likelyMinutes(machine))).toEqual([70, 70])
  })

  it('knows nothing where there is no history, and says why it takes the wall clock', async () => {
    const { fit, dst } = await learn([])

    expect(fit.overall).toBeNull()
    expect(dst).toEqual({ mode: 'wallclock', reason: 'no jobs on both sides of a change of clocks' })
  })
})
