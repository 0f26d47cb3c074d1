import { nameKey } from '../../core/names.js'
import type { Vault } from '../../model/vault.js'
import type { Estate } from '../../slots/estate.js'
import { inferDst, type StartSample } from '../../slots/infer-dst.js'
import type { VaultHistory } from '../history-store.js'
import type { DstMode } from '../plan-file.js'
import { policyNumbers } from '../verify-side.js'
import { jobName } from './job-table.js'

/** How policy times follow the clocks, and why that is believed. */
export interface DstChoice {
  readonly mode: DstMode
  readonly reason: string
}

/** Without evidence it is the wall clock, as users saw it: AZURE-LIMITS.md D2. */
export const UNKNOWN_DST: DstChoice = { mode: 'wallclock', reason: 'no jobs on both sides of a change of clocks' }

/** The jobs of one vault. */
export interface KnownJobs {
  readonly vault: Pick<Vault, 'id' | 'name'>
  readonly history: VaultHistory
}

/** What was asked for; with `infer`, what the starts of jobs on both sides of a change of clocks show. */
export function chooseDst(asked: 'infer' | DstMode, estate: Estate, histories: readonly KnownJobs[]): DstChoice {
  if (asked !== 'infer') return { mode: asked, reason: 'asked for' }
  const { mode, evidence } = inferDst(histories.flatMap((one) => samplesOf(estate, one)))
  if (evidence.length === 0) return UNKNOWN_DST
  const what = `starts of ${evidence.length} policies around a change of clocks`
  return mode === null ? { ...UNKNOWN_DST, reason: `${what} disagree` } : { mode, reason: what }
}

/** Backups by the policy that their VM follows now. */
function samplesOf({ machines, policies }: Estate, { vault, history }: KnownJobs): StartSample[] {
  const numberOf = policyNumbers(policies)
  const own = machines.filter((machine) => nameKey(machine.vault) === nameKey(vault.id))
  const byJobName = new Map(own.map((machine) => [jobName(machine), machine]))
  return [...history.jobs.values()].flatMap(({ operation, machine, start }): StartSample[] => {
    const known = operation === 'Backup' && machine !== null ? byJobName.get(machine) : undefined
    const policy = known?.policy ? policies[numberOf(known.vault, known.policy) ?? -1] : undefined
    return policy === undefined ? [] : [{ policy: `${policy.vault} ${policy.name}`, spec: policy.spec, start }]
  })
}
