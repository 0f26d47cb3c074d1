import { nameKey } from '../core/names.js'
import type { Estate, EstateMachine, EstatePolicy } from '../slots/estate.js'
import type { LimitsProfile } from '../slots/limits.js'
import type { DstMode } from './plan-file.js'
import { createLoadCounter, type Load, type LoadCounter } from './verify-loads.js'
import { createPlaces, type Place } from './verify-places.js'

/** What starts are counted on. */
export interface SideInput {
  readonly estate: Estate
  /** Of the estate, and those that a plan adds. */
  readonly policies: readonly EstatePolicy[]
  readonly limits: LimitsProfile
  readonly dst: DstMode
  /** The day from which on 12 months are looked at, `YYYY-MM-DD`. */
  readonly from: string
}

/** That a machine goes over from one policy to another; null: has none. */
export interface Step {
  /** Number of the machine in the estate. */
  readonly machine: number
  readonly from: string | null
  readonly to: string | null
}

export interface PlaceLoad extends Load {
  readonly place: Place
  /** VMs or disks by the policy that they follow, by its number. */
  readonly followers: ReadonlyMap<number, number>
}

/** The starts of an estate, as they are and after steps. */
export interface Side {
  readonly policies: readonly EstatePolicy[]
  readonly counter: LoadCounter
  /** VMs by policy number. */
  readonly followers: readonly number[]
  readonly loads: readonly PlaceLoad[]
  /** VMs and disks over a limit, summed over places and times of day. */
  readonly violations: number
  /** Most VMs that start together in one vault. */
  readonly mostStarts: number
  /** Policies that some VM follows. */
  readonly policiesUsed: number
}

/** Counts the estate as it is, then again after each lot of steps: lot 0 is day 1. Places that no step touches are counted once. */
export function measureSides(input: SideInput, lots: readonly (readonly Step[])[]): Side[] {
  const { estate, policies } = input
  const numberOf = policyNumbers(policies)
  const table = createPlaces(estate, input.limits, policies)
  const counter = createLoadCounter(policies, input)
  const followers = new Int32Array(policies.length)
  const byPlace: Map<number, number>[] = []
  const loads: PlaceLoad[] = []
  const touched = new Set<number>()
  const add = (machine: EstateMachine, policyName: string | null, sign: 1 | -1) => {
    const policy = policyName === null ? undefined : numberOf(machine.vault, policyName)
    if (policy === undefined) return
    followers[policy] = (followers[policy] as number) + sign
    for (const { place, amount } of table.usesOf(machine, policy)) {
      byPlace[place] ??= new Map()
      const counts = byPlace[place]
      counts.set(policy, (counts.get(policy) ?? 0) + sign * amount)
      touched.add(place)
    }
  }
  const close = (): Side => {
    for (const number of touched) {
      const place = table.places[number] as Place
      const counts = byPlace[number] as Map<number, number>
      loads[number] = { ...counter.loadOf(place, counts), place, followers: new Map(counts) }
    }
    touched.clear()
    return summarize({ policies, counter, followers: [...followers], loads: [...loads] })
  }
  for (const machine of estate.machines) add(machine, machine.policy, 1)
  return [
    close(),
    ...lots.map((steps) => {
      for (const { machine, from, to } of steps) {
        add(estate.machines[machine] as EstateMachine, from, -1)
        add(estate.machines[machine] as EstateMachine, to, 1)
      }
      return close()
    }),
  ]
}

function summarize(side: Pick<Side, 'policies' | 'counter' | 'followers' | 'loads'>): Side {
  const vaults = side.loads.filter(({ place }) => place.kind === 'vault')
  return {
    ...side,
    violations: side.loads.reduce((sum, { over }) => sum + over, 0),
    mostStarts: vaults.reduce((most, load) => Math.max(most, load.most), 0),
    policiesUsed: side.followers.filter((count) => count > 0).length,
  }
}

/** The number of a policy by its vault and name, whatever their case. */
export function policyNumbers(policies: readonly EstatePolicy[]): (vault: string, name: string) => number | undefined {
  const byVault = new Map<string, Map<string, number>>()
  policies.forEach((policy, number) => {
    const key = nameKey(policy.vault)
    const names = byVault.get(key) ?? new Map<string, number>()
    byVault.set(key, names)
    if (!names.has(nameKey(policy.name))) names.set(nameKey(policy.name), number)
  })
  return (vault, name) => byVault.get(nameKey(vault))?.get(nameKey(name))
}
