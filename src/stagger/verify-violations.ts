import { figure } from '../core/figure.js'
import { groupBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import { WEEKDAYS } from '../model/policy.js'
import { timeOfDay } from '../model/policy-schedule.js'
import { listNames } from '../slots/compile-findings.js'
import type { EstateMachine, EstateVault } from '../slots/estate.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import type { Limit } from '../slots/limits.js'
import type { Place, PlaceKind } from './verify-places.js'
import { measureSides, type PlaceLoad, policyNumbers, type Side, type SideInput } from './verify-side.js'
import { DAY_MINUTES } from './verify-time.js'
import { createWindowCheck, windowOf } from './verify-windows.js'

/** The starts of an estate by its schedules, and every limit that they break. */
export interface VerifiedSide {
  readonly side: Side
  readonly findings: readonly StaggerFinding[]
}

/** Holds the estate as it is scheduled against the limits: by true instants of all starts over 12 months. */
export function verifySide(input: SideInput): VerifiedSide {
  const [side] = measureSides(input, []) as [Side]
  return {
    side,
    findings: [...crowdedPlaces(side), ...brokenWindows(input), ...fullPolicies(input, side), ...fullVaults(input)],
  }
}

const CODES: Readonly<Record<PlaceKind, string>> = {
  policy: 'STARTS_TOGETHER',
  vault: 'STARTS_TOGETHER',
  region: 'STARTS_TOGETHER',
  subscription: 'STARTS_TOGETHER',
  account: 'DISKS_TOGETHER',
  service: 'CLASSIC_TOGETHER',
}

/** One finding for each place: its worst moment, and how much is too much over all moments. */
function crowdedPlaces(side: Side): StaggerFinding[] {
  return side.loads.flatMap((load): StaggerFinding[] => {
    const { place, over, most } = load
    if (over === 0 || place.limit === null) return []
    const policies = startersOf(side, load)
    const id = findingId(CODES[place.kind], [
      place.kind,
      place.vault?.key ?? place.name,
      ...(place.kind === 'policy' ? [place.name] : []),
    ])
    return [
      {
        id,
        code: CODES[place.kind],
        severity: 'error',
        message: `${figure(most)} ${wordsOf(place)} ${momentOf(load)}; at most ${figure(place.limit.value)} should (${policies.slice(0, 3).join(', ')}${policies.length > 3 ? ', ..' : ''}).`,
        evidence: { place: place.name, most, limit: place.limit.value, over, at: momentOf(load), policies },
        source: place.limit.source,
        cure: planCommand(place.vault),
      },
    ]
  })
}

/** e.g. `daily-2200 52`, the biggest first. */
function startersOf({ policies, counter }: Side, load: PlaceLoad): string[] {
  return [...counter.startersAt(load.followers, load, load.place.spanMinutes)]
    .map(([policy, count]) => ({ name: policies[policy]?.name ?? '', count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .map(({ name, count }) => `${name} ${figure(count)}`)
}

function wordsOf({ kind, name, vault }: Place): string {
  switch (kind) {
    case 'account':
      return `disks of storage account '${name}' start together`
    case 'service':
      return `classic VMs of cloud service '${name}' start within an hour`
    case 'policy':
      return `VMs of policy '${name}' in vault '${vault?.name}' start together`
    case 'vault':
      return `VMs of vault '${name}' start together`
    default:
      return `VMs of ${kind} ${name} start together`
  }
}

/** `daily at 20:00 UTC (as the clocks stand on 2026-03-29)` */
function momentOf({ minute, regime, isDaily }: PlaceLoad): string {
  const day = isDaily ? 'daily' : `on ${WEEKDAYS[Math.floor(minute / DAY_MINUTES)]}s`
  return `${day} at ${timeOfDay(minute)} UTC (as the clocks stand on ${regime.from})`
}

function planCommand(vault: EstateVault | null): string {
  return `azbk stagger plan${vault === null ? '' : ` --vault ${vault.name}`} --out plan.json`
}

/** One finding for the VMs of a policy whose windows it breaks alike. */
function brokenWindows(input: SideInput): StaggerFinding[] {
  const { estate, policies } = input
  const breachOf = createWindowCheck(input)
  const numberOf = policyNumbers(policies)
  const tiers = new Map(estate.tiers.map((tier) => [nameKey(tier.name), tier]))
  const breaches = estate.machines.flatMap((machine) => {
    const policy = machine.policy === null ? undefined : policies[numberOf(machine.vault, machine.policy) ?? -1]
    const window = windowOf(machine, tiers.get(nameKey(machine.tier)))
    const breach = policy && window && breachOf(policy, window)
    return policy && breach ? [{ machine, policy, breach }] : []
  })
  const groups = groupBy(breaches, ({ policy, breach: { window } }) =>
    findingId('WINDOW_BROKEN', [policy.vault, policy.name, `${window.from}-${window.to} ${window.timeZone}`]),
  )
  return [...groups].map(([id, group]) => {
    const { policy, breach } = group[0] as (typeof group)[number]
    const { from, to, timeZone } = breach.window
    const machines = group.map(({ machine }) => machine.name)
    return {
      id,
      code: 'WINDOW_BROKEN',
      severity: 'error',
      message: `Policy '${policy.name}' starts ${listNames(machines)} at ${timeOfDay(breach.minute)} ${timeZone} from ${breach.from} on, outside of the window ${from}-${to}.`,
      evidence: { policy: policy.name, window: `${from}-${to} ${timeZone}`, machines },
      source: null,
      cure: planCommand(vaultOf(input, policy.vault)),
    }
  })
}

function fullPolicies({ policies, limits, ...input }: SideInput, side: Side): StaggerFinding[] {
  const limit = limits.machinesPerPolicy
  if (limit === null) return []
  return policies.flatMap((policy, number) => {
    const count = side.followers[number] ?? 0
    if (count <= limit.value) return []
    const vault = vaultOf(input, policy.vault)
    const message = `Policy '${policy.name}' of vault '${vault?.name}' has ${figure(count)} VMs; at most ${figure(limit.value)} are advised.`
    return [
      tooMany('POLICY_FULL', {
        subjects: [policy.vault, policy.name],
        message,
        count,
        limit,
        cure: planCommand(vault),
      }),
    ]
  })
}

function fullVaults({ estate, limits }: SideInput): StaggerFinding[] {
  const byVault = groupBy(
    estate.machines.filter((machine) => machine.policy !== null),
    (machine: EstateMachine) => nameKey(machine.vault),
  )
  return estate.vaults.flatMap((vault) => {
    const machines = byVault.get(nameKey(vault.key))?.length ?? 0
    const counts = [
      { code: 'VAULT_FULL', what: 'VMs', count: machines, limit: limits.machinesPerVault },
      { code: 'VAULT_ITEMS', what: 'items', count: machines + vault.otherItems, limit: limits.itemsPerVault },
      { code: 'VAULT_POLICIES', what: 'policies', count: vault.policyCount, limit: limits.policiesPerVault },
    ]
    return counts.flatMap(({ code, what, count, limit }) => {
      if (limit === null || count <= limit.value) return []
      const message = `Vault '${vault.name}' has ${figure(count)} ${what}; at most ${figure(limit.value)} ${limit.kind === 'hard' ? 'are taken' : 'are advised'}.`
      return [tooMany(code, { subjects: [vault.key], message, count, limit, cure: 'azbk vault create' })]
    })
  })
}

interface Crowd {
  readonly subjects: readonly string[]
  readonly message: string
  readonly count: number
  readonly limit: Limit
  readonly cure: string
}

function tooMany(code: string, { subjects, message, count, limit, cure }: Crowd): StaggerFinding {
  return {
    id: findingId(code, subjects),
    code,
    severity: limit.kind === 'hard' ? 'error' : 'warning',
    message,
    evidence: { count, limit: limit.value },
    source: limit.source,
    cure,
  }
}

function vaultOf({ estate }: Pick<SideInput, 'estate'>, key: string): EstateVault | null {
  return estate.vaults.find((vault) => nameKey(vault.key) === nameKey(key)) ?? null
}
