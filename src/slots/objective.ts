/** What a plan is to be best at, after having no violation. */
export const OBJECTIVES = ['least-moves', 'fewest-policies', 'lowest-peak', 'shortest-night'] as const
export type Objective = (typeof OBJECTIVES)[number]

/** One step of the lexicographic objective. */
export type Level = 'violations' | 'moves' | 'policies' | 'peak' | 'night'

/** What each objective asks for, most important first. */
export const LEVELS: Readonly<Record<Objective, readonly Level[]>> = {
  'least-moves': ['violations', 'moves', 'peak', 'night'],
  'fewest-policies': ['violations', 'policies', 'peak', 'night'],
  'lowest-peak': ['violations', 'peak', 'moves', 'night'],
  'shortest-night': ['violations', 'night', 'moves', 'peak'],
}

/**
 * How good a plan is at one level, with a proof. Units: `violations` = VMs and disks over a limit, summed over places
 * and starts; `moves` = VMs; `policies` = slots in use; `peak` = VMs at work at the same time by the likely duration,
 * summed over vaults; `night` = half hours from the first to the last start, summed over vaults.
 */
export interface CertificateLevel {
  readonly level: Level
  /** No plan that keeps the levels above can do better than this. */
  readonly lowerBound: number
  readonly achieved: number
  /** (achieved - lowerBound) / lowerBound; 0 when both are 0. */
  readonly gap: number
  readonly isProven: boolean
  /** Which argument gave the bound, in a phrase. */
  readonly bound: string
}

/** Why no plan keeps all limits, with the numbers: `account acc1: 1,500 disks / 20 = 75 > 48 starts`. */
export interface Conflict {
  readonly subject: string
  readonly message: string
  readonly evidence: Readonly<Record<string, number | string>>
}

export function certify(
  level: Level,
  numbers: { lowerBound: number; achieved: number; bound: string },
): CertificateLevel {
  const { lowerBound, achieved, bound } = numbers
  const over = achieved - lowerBound
  const gap = over <= 0 ? 0 : over / Math.max(1, lowerBound)
  return { level, lowerBound, achieved, gap, isProven: over <= 0, bound }
}
