import { armId } from '../../src/core/arm-id.js'
import type { Job, JobPhase } from '../../src/model/job.js'
import { aVault } from './machines.js'

const VAULT = aVault()

/** A running backup of web-01, unless said otherwise. */
export function aJob(over: Partial<Job> = {}): Job {
  const name = over.name ?? '2f1c0b6e-3f0a-4c3e-9a53-0d9a5f1f6f10'
  return {
    id: armId(`${VAULT.id}/backupJobs/${name}`),
    name,
    vaultId: VAULT.id,
    vaultName: VAULT.name,
    secondaryRegion: null,
    operation: 'Backup',
    status: 'InProgress',
    machineName: 'web-01',
    containerName: 'iaasvmcontainerv2;rg-app;web-01',
    startTime: '2026-03-02T09:00:00.000Z',
    endTime: null,
    durationMs: 0,
    cancellable: true,
    phases: null,
    percent: null,
    estimatedRemainingMs: null,
    errors: [],
    properties: {},
    ...over,
  }
}

export function aPhase(name: string, status: string): JobPhase {
  return { name, status, startTime: null, endTime: null, durationMs: 0, detail: null }
}
