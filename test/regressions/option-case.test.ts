import { describe, expect, it } from 'vitest'
import JobList from '../../commands/job/list.js'
import VaultList from '../../commands/vault/list.js'
import { runAzbk } from '../helpers/run-command.js'

describe('values from a list', () => {
  it('are taken in any case and passed on in their own', async () => {
    const jobs = await runAzbk(JobList, ['--status', 'failed', '--last', '7d', '--output', 'JSON'])

    expect(jobs.exitCode, jobs.stderr).toBe(0)
    const statuses = jobs.json<{ status: string }[]>().result.map((job) => job.status)
    expect(new Set(statuses)).toEqual(new Set(['Failed']))
  })

  it('are refused with the flag and its values when they are none of them', async () => {
    const vaults = await runAzbk(VaultList, ['--output', 'xml'])

    expect(vaults.exitCode).toBe(2)
    expect(vaults.stderr).toMatch(/--output: 'xml' is none of its values[\s\S]*table, json, yaml, tsv, csv, none/)
  })
})
