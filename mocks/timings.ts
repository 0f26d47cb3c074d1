/** What takes time in the simulated service. */
export type TimingKind =
  | 'vaultCreate'
  | 'vaultUpdate'
  | 'vaultDelete'
  | 'refresh'
  | 'enable'
  | 'policyChange'
  | 'stop'
  | 'undelete'
  | 'deleteSoft'
  | 'deleteHard'
  | 'accept'
  | 'snapshot'
  | 'snapshotLag'
  | 'transfer'
  | 'transferPrepare'
  | 'cancel'
  | 'restoreInstant'
  | 'restoreFromVault'
  | 'replaceDisks'
  | 'createVm'
  | 'crossRegionRestore'
  | 'replicate'
  | 'crossRegionWarmUp'
  | 'restorePrepare'
  | 'mountFiles'
  | 'moveToArchive'
  | 'rehydrateHigh'
  | 'rehydrateStandard'
  | 'registerProvider'
  | 'vmWrite'
  | 'agentStart'
  | 'runCommand'
  | 'agentSilence'
  | 'vmBoot'
  | 'agentReport'
  | 'vmDelete'
  | 'vmPower'
  | 'diskWrite'
  | 'groupDelete'

/** Shortest, usual and longest real duration in seconds. Source: medians and ranges of the 2024 recordings. */
const REAL_SECONDS: Record<TimingKind, readonly [least: number, usual: number, most: number]> = {
  vaultCreate: [2, 20, 60],
  vaultUpdate: [1, 63, 530],
  vaultDelete: [2, 20, 62],
  refresh: [8, 10, 14],
  enable: [6, 33, 324],
  policyChange: [5, 6, 10],
  stop: [9, 11, 13],
  undelete: [11, 14, 18],
  deleteSoft: [9, 11, 13],
  deleteHard: [100, 113, 130],
  accept: [1, 1.5, 2],
  snapshot: [300, 460, 1800],
  snapshotLag: [150, 180, 210],
  transfer: [900, 2000, 6600],
  // The part of a transfer that does not depend on how much is moved: see UNSURE.md.
  transferPrepare: [600, 900, 1800],
  cancel: [5, 15, 40],
  restoreInstant: [68, 80, 90],
  restoreFromVault: [1600, 2140, 3600],
  replaceDisks: [1100, 1390, 1900],
  createVm: [135, 142, 152],
  crossRegionRestore: [900, 1145, 2000],
  // Docs: recovery points reach the secondary region within 12 hours of the vault copy.
  replicate: [900, 14_400, 43_200],
  // Docs: items appear in the secondary region up to 48 hours after it was switched on.
  crossRegionWarmUp: [3600, 86_400, 172_800],
  // Before the data of a restore moves: see UNSURE.md.
  restorePrepare: [60, 120, 300],
  // Docs, recover files: the script is there in a minute or two.
  mountFiles: [30, 60, 120],
  // Docs, archive tier: within an hour, within 15 hours. A move has no figure there.
  moveToArchive: [600, 1800, 7200],
  rehydrateHigh: [600, 1800, 3600],
  rehydrateStandard: [7200, 36_000, 54_000],
  registerProvider: [60, 70, 90],
  vmWrite: [10, 25, 60],
  agentStart: [15, 20, 30],
  vmBoot: [20, 45, 120],
  agentReport: [30, 90, 300],
  // Docs, run-command: about 20 seconds at least.
  runCommand: [20, 30, 90],
  agentSilence: [1200, 1800, 2700],
  vmDelete: [15, 40, 90],
  vmPower: [10, 30, 90],
  diskWrite: [1, 3, 10],
  groupDelete: [20, 60, 300],
}

/** Their names. */
export const TIMING_KINDS = Object.keys(REAL_SECONDS) as readonly TimingKind[]

/** Durations of one mock. Unit: calendar milliseconds, already divided by the job speed. */
export interface Timings {
  /** `chance` (0..1) picks a place between the shortest and the longest; half of all draws stay below the usual one. */
  duration(kind: TimingKind, chance: number): number
  /** Fixes a duration in real seconds (before the job speed), or lets go of it again. */
  fix(kind: TimingKind, seconds: number | undefined): void
}

/** Builds the table for a job speed. */
export function createTimings(jobSpeed: number): Timings {
  const fixed = new Map<TimingKind, number>()
  return {
    duration(kind, chance) {
      const seconds = fixed.get(kind) ?? draw(REAL_SECONDS[kind], chance)
      return Math.round((seconds * 1000) / jobSpeed)
    },
    fix(kind, seconds) {
      if (seconds === undefined) fixed.delete(kind)
      else fixed.set(kind, seconds)
    },
  }
}

/** The cube keeps long durations rare, as in the recordings: the median is near the short end. */
function draw([least, usual, most]: readonly [number, number, number], chance: number): number {
  if (chance < 0.5) return least + (usual - least) * chance * 2
  return usual + (most - usual) * ((chance - 0.5) * 2) ** 3
}
