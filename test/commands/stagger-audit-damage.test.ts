import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import StaggerAudit from '../../commands/stagger/audit.js'
import type { StaggerAuditResult } from '../../src/stagger/audit.js'
import { jammedMock, sleepNights } from '../helpers/jammed-world.js'
import { runForJson } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

/** Takes the second line out: the first job of the first run. */
async function cut(folder: string): Promise<void> {
  const [name = ''] = await readdir(folder)
  const lines = (await readFile(join(folder, name), 'utf8')).split('\n')
  await writeFile(join(folder, name), lines.toSpliced(1, 1).join('\n'))
}

describe('azbk stagger audit --history of a file from which a line was cut', () => {
  it('names the times once, and reads them again', async () => {
    const folder = await folderWith()
    const mock = sleepNights(jammedMock(3), 1)
    const audit = () =>
      runForJson<StaggerAuditResult>(StaggerAudit, ['--history', folder, '--fail-on', 'warning'], { mock })
    await audit()
    await cut(folder)

    const damaged = await audit()
    const next = await audit()

    const named = damaged.result.findings.filter(({ code }) => code === 'HISTORY_DAMAGED')
    expect(named).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringMatching(/'rsv-jam' from 2026-02-\d\d \S+ UTC to 2026-03-03 \S+ UTC are missing/),
      },
    ])
    expect(damaged.exitCode).toBe(10)
    expect(damaged.result.happened).toMatchObject({ newJobs: 1, gaps: [], vaults: [{ backups: 3 }] })
    expect(next.result.findings.map(({ code }) => code)).not.toContain('HISTORY_DAMAGED')
  })
})
