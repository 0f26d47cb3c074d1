import type { EstateDisk, EstateMachine } from './estate.js'

/** What a backup has to copy: everything, what changed, or what changed after reading everything (no snapshot is kept). */
export type BackupMode = 'initial' | 'incremental' | 'checksum'

/**
 * What is taken for granted where nobody said more. 1 MB = 1e6 bytes, 1 GB = 1e9 bytes, 1 Mbps = 1e6 bits a second.
 * Rates: planning guidance for Azure Backup (2017); blob and account targets: scalability targets of storage accounts.
 */
export interface DurationAssumptions {
  /** Best case of a disk's first backup. */
  readonly initialMbps: number
  /** Best case of a disk's later backups. */
  readonly incrementalMbps: number
  /** One page blob; a managed disk is one too, behind the scenes. */
  readonly blobMBps: number
  /** What one storage account sends at most. */
  readonly accountEgressGbps: number
  /** Disks of one account that copy at the same time, of which each gets an equal share. */
  readonly disksAtOnce: number
  /** Snapshot and what goes before it. */
  readonly overheadMinutes: number
  /** Bytes copied for each byte changed: changed blocks are copied whole. */
  readonly fragmentation: number
  /** The same at its worst: writes below 8 KB. */
  readonly worstFragmentation: number
  /** Part of a disk that holds data, where nobody said. */
  readonly usedPart: number
  /** Part of the data that changes in a day, where nobody said. */
  readonly churnPerDay: number
  readonly startSpreadMinutes: number
  readonly queueHours: number
}

export const DURATION_ASSUMPTIONS: DurationAssumptions = {
  initialMbps: 160,
  incrementalMbps: 640,
  blobMBps: 60,
  accountEgressGbps: 10,
  disksAtOnce: 20,
  overheadMinutes: 15,
  fragmentation: 2,
  worstFragmentation: 4,
  usedPart: 0.6,
  churnPerDay: 0.03,
  startSpreadMinutes: 120,
  queueHours: 8,
}

/** What a backup's time went to most: a step, or what held back the slowest disk's transfer. */
export type DurationBound =
  | 'start delay'
  | 'snapshot'
  | 'queue'
  | 'best-case rate'
  | 'page blob'
  | 'account egress'
  | 'history'

export interface DurationEstimate {
  /** From the schedule's time to the end. */
  readonly minutes: number
  readonly boundBy: DurationBound
}

/** `best`: nothing waits and changes lie together. `likely`: by history where there is some. `worst`: all that Azure allows itself. */
export interface DurationScenarios {
  readonly best: DurationEstimate
  readonly likely: DurationEstimate
  readonly worst: DurationEstimate
}

/** Usual durations in minutes, learnt from jobs; keys as by `nameKey`. */
export interface DurationFit {
  readonly byMachine: ReadonlyMap<string, number>
  readonly byTier: ReadonlyMap<string, number>
  /** Null without a single success. */
  readonly overall: number | null
  /** What a backup of nothing takes; null when the jobs do not tell. */
  readonly overheadMinutes: number | null
}

export interface DurationOptions {
  /** Default: incremental. */
  readonly mode?: BackupMode
  readonly assumptions?: Partial<DurationAssumptions>
  readonly fit?: DurationFit
}

export interface DurationModel {
  readonly assumptions: DurationAssumptions
  likelyMinutes(machine: EstateMachine): number
  scenarios(machine: EstateMachine): DurationScenarios
}

/** How long backups take, by the planning guidance's figures and, for the likely case, by history. */
export function createDurationModel(options: DurationOptions = {}): DurationModel {
  const { mode = 'incremental', fit } = options
  const given = { ...DURATION_ASSUMPTIONS, ...options.assumptions }
  const assumptions = { ...given, overheadMinutes: fit?.overheadMinutes ?? given.overheadMinutes }
  const none = { startDelay: 0, queue: 0 }
  const likely = (machine: EstateMachine): DurationEstimate => {
    const known = fit && mode === 'incremental' ? fittedMinutes(fit, machine) : undefined
    if (known !== undefined) return { minutes: known, boundBy: 'history' }
    return sum(none, slowestDisk(machine, mode, assumptions), assumptions)
  }
  return {
    assumptions,
    likelyMinutes: (machine) => likely(machine).minutes,
    scenarios: (machine) => {
      const at = (fragmentation: number) => slowestDisk(machine, mode, { ...assumptions, fragmentation })
      const waits = { startDelay: assumptions.startSpreadMinutes, queue: assumptions.queueHours * 60 }
      return {
        best: sum(none, at(1), assumptions),
        likely: likely(machine),
        worst: sum(waits, at(assumptions.worstFragmentation), assumptions),
      }
    },
  }
}

function fittedMinutes(fit: DurationFit, { key, tier }: EstateMachine): number | undefined {
  return fit.byMachine.get(key.toLowerCase()) ?? fit.byTier.get(tier.toLowerCase()) ?? fit.overall ?? undefined
}

interface Transfer {
  readonly minutes: number
  readonly boundBy: DurationBound
}

/** Disks copy in parallel: the slowest says when the VM is done. */
function slowestDisk({ disks }: EstateMachine, mode: BackupMode, assumptions: DurationAssumptions): Transfer {
  let slowest: Transfer = { minutes: 0, boundBy: 'snapshot' }
  for (const disk of disks) {
    const { storageAccount: account } = disk
    const siblings = account === null ? 0 : disks.filter((other) => other.storageAccount === account).length
    const rate = diskRate(siblings, mode, assumptions)
    const minutes = (copiedGb(disk, mode, assumptions) * 1000) / rate.mbps / 60
    if (minutes > slowest.minutes) slowest = { minutes, boundBy: rate.boundBy }
  }
  return slowest
}

/** What a backup moves of a disk, in GB; a checksum run reads all data to find what changed. */
function copiedGb(disk: EstateDisk, mode: BackupMode, assumptions: DurationAssumptions): number {
  const used = disk.usedGb ?? disk.sizeGb * assumptions.usedPart
  if (mode !== 'incremental') return used
  return Math.min(used, used * (disk.churnPerDay ?? assumptions.churnPerDay) * assumptions.fragmentation)
}

/** In MB/s (1e6 bytes): the least of best case, blob and, for `siblings` disks of a VM in one account, its egress share. */
function diskRate(siblings: number, mode: BackupMode, assumptions: DurationAssumptions) {
  const bestCase = (mode === 'initial' ? assumptions.initialMbps : assumptions.incrementalMbps) / 8
  const sharers = Math.max(assumptions.disksAtOnce, siblings)
  const share = siblings === 0 ? Number.POSITIVE_INFINITY : (assumptions.accountEgressGbps * 125) / sharers
  const mbps = Math.min(bestCase, assumptions.blobMBps, share)
  const boundBy: DurationBound =
    mbps === bestCase ? 'best-case rate' : mbps === assumptions.blobMBps ? 'page blob' : 'account egress'
  return { mbps, boundBy }
}

function sum(
  waits: { readonly startDelay: number; readonly queue: number },
  transfer: Transfer,
  { overheadMinutes }: DurationAssumptions,
): DurationEstimate {
  const parts: readonly DurationEstimate[] = [
    transfer,
    { minutes: overheadMinutes, boundBy: 'snapshot' },
    { minutes: waits.queue, boundBy: 'queue' },
    { minutes: waits.startDelay, boundBy: 'start delay' },
  ]
  const longest = parts.reduce((a, b) => (b.minutes > a.minutes ? b : a))
  return { minutes: parts.reduce((total, part) => total + part.minutes, 0), boundBy: longest.boundBy }
}
