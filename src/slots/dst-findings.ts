import { figure } from '../core/figure.js'
import { groupBy } from '../core/group.js'
import type { CompiledFamily } from './compile-families.js'
import type { EstateIndex } from './compile-index.js'
import type { EstateUse } from './compile-resources.js'
import { type DstNight, findDstNights, type SlotLoad } from './dst-nights.js'
import { findingId, type StaggerFinding } from './findings.js'
import type { LimitsProfile } from './limits.js'
import { DAY_MINUTES, SLOTS_PER_DAY, weekReader } from './patterns.js'
import { regimesOf } from './regimes.js'
import type { Clocks } from './zones.js'

const PAGE = 'backup/backup-support-matrix-iaas (28 Jan 2026): schedules are not adjusted for daylight saving'

interface DstInput {
  readonly index: EstateIndex
  readonly use: EstateUse
  readonly words: readonly CompiledFamily[]
  readonly clocks: Clocks
  readonly limits: LimitsProfile
}

interface Starts {
  readonly startsOf: ReturnType<typeof weekReader>
}

/** What changes of clocks do to an estate as it is: to single nights, and between zones that share something. */
export function dstFindings(input: DstInput): StaggerFinding[] {
  const loads = slotLoads(input)
  const withStarts = { ...input, startsOf: weekReader() }
  const byVaultAndZone = groupBy(loads, ({ family }) => `${family.vault.key}\n${family.spec.timeZone}`)
  return [
    ...[...byVaultAndZone.values()].flatMap((group) => [
      ...nightFindings(group, withStarts),
      ...riskyStarts(group, withStarts),
      ...shiftedStarts(group, input.clocks),
    ]),
    ...mixedZones(input),
  ]
}

/** How many VMs each slot has now; slots without any are left out. */
function slotLoads({ index, words }: DstInput): SlotLoad[] {
  const counts = new Int32Array(words.length * SLOTS_PER_DAY)
  index.familyOf.forEach((family, m) => {
    const home = index.homeOf[m] as number
    if (home >= 0) counts[family * SLOTS_PER_DAY + home] = (counts[family * SLOTS_PER_DAY + home] as number) + 1
  })
  return words.flatMap((family, f) =>
    Array.from({ length: SLOTS_PER_DAY }, (_, slot) => ({ slot, vms: counts[f * SLOTS_PER_DAY + slot] as number }))
      .filter(({ vms }) => vms > 0)
      .map(({ slot, vms }) => ({ family, slot, vms })),
  )
}

function nightFindings(group: readonly SlotLoad[], { clocks, limits, startsOf }: DstInput & Starts): StaggerFinding[] {
  const [{ family }] = group as [SlotLoad]
  const limit = limits.startsTogether?.scope === 'vault' ? limits.startsTogether.value : Number.POSITIVE_INFINITY
  return findDstNights(group, clocks.policy(family.spec.timeZone), startsOf).map((night) => {
    const isOver = night.most > limit
    return {
      ...about('DST_NIGHT', family, [night.change.date]),
      severity: isOver ? 'warning' : 'info',
      message: `${nightSentence(night, family)}${isOver ? `, over the limit of ${figure(limit)}` : ''}.`,
      evidence: { vault: family.vault.name, date: night.change.date, policies: night.policies, together: night.most },
      cure: 'Keep starts out of 01:00-03:00 on the clock of the policy, e.g. with --window.',
    }
  })
}

function nightSentence({ change, from, until, policies, most }: DstNight, { spec, vault }: CompiledFamily): string {
  const step = Math.abs(change.after - change.before)
  const names = listPolicies(policies)
  return change.after > change.before
    ? `On ${change.date} the clocks of ${spec.timeZone} skip ${from}-${until}: the starts of ${names} of vault ${vault.name} move by ${step} minutes on the clock and join what starts then (VMs together: ${figure(most)})`
    : `On ${change.date} the clocks of ${spec.timeZone} pass ${from}-${until} twice: the starts of ${names} of vault ${vault.name} may happen twice, or ${step} minutes from where they were (VMs together: ${figure(most)})`
}

/** In a zone that changes its clocks, starts from 01:00 to 03:00 are those that a change can skip or repeat. */
function riskyStarts(group: readonly SlotLoad[], { clocks, startsOf }: DstInput & Starts): StaggerFinding[] {
  const [{ family }] = group as [SlotLoad]
  const { timeZone } = family.spec
  if (clocks.policy(timeZone).changes.length === 0) return []
  const isRisky = (minute: number) => minute % DAY_MINUTES >= 60 && minute % DAY_MINUTES < 180
  const risky = group
    .filter(({ family: own, slot }) => startsOf(own.spec.schedule, slot).some(isRisky))
    .map(({ family: own, slot }) => own.slotAt(slot).policy)
  if (risky.length === 0) return []
  return [
    {
      ...about('DST_RISKY_START', family),
      severity: 'info',
      message: `The starts of ${listPolicies(risky)} of vault ${family.vault.name} lie between 01:00 and 03:00 of ${timeZone}, the hours that a change of the clocks can skip or repeat.`,
      evidence: { vault: family.vault.name, timeZone, policies: risky },
      cure: 'Start before 01:00 or from 03:00 on, e.g. with --window.',
    },
  ]
}

/** Policies that keep standard time while people do not. */
function shiftedStarts(group: readonly SlotLoad[], { dst, wall }: Clocks): StaggerFinding[] {
  const [{ family }] = group as [SlotLoad]
  const { timeZone } = family.spec
  const { changes, standard } = wall(timeZone)
  if (dst !== 'fixed' || changes.length === 0) return []
  const steps = changes.map(({ date, after }) => `from ${date} on ${after - standard} minutes`)
  return [
    {
      ...about('DST_SHIFT', family),
      severity: 'info',
      message: `Policies of vault ${family.vault.name} in ${timeZone} keep standard time: they start later than their time on the clock on the wall, ${steps.join(', ')}.`,
      evidence: { vault: family.vault.name, timeZone, changes },
      cure: 'Change their times by hand after each change of the clocks, or use a zone that has none, e.g. UTC.',
    },
  ]
}

/** Zones that share a vault or a storage account come to lie otherwise to one another when one of them changes. */
function mixedZones(input: DstInput): StaggerFinding[] {
  const { clocks } = input
  return [...zonesByPlace(input)].flatMap(([place, zones]) => {
    if (zones.size < 2) return []
    const names = [...zones].sort()
    const isStill = regimesOf(names.map(clocks.policy), clocks.fromMs).length === 1
    const dates = [...new Set(names.flatMap((zone) => clocks.policy(zone).changes.map(({ date }) => date)))].sort()
    const moves = isStill
      ? 'their clocks never move against one another'
      : `their clocks may move against one another on ${dates.join(', ')}`
    return {
      id: findingId('ZONES_MIXED', [place]),
      code: 'ZONES_MIXED',
      severity: isStill ? ('info' as const) : ('warning' as const),
      message: `Policies of ${names.length} time zones share ${place} (${names.join(', ')}): ${moves}.`,
      evidence: { place, timeZones: names, dates: isStill ? [] : dates },
      source: PAGE,
      cure: 'Give all policies of a vault and of a shared storage account one time zone: then all starts move together.',
    }
  })
}

/** The zones of the policies that VMs follow, by vault and by storage account. */
function zonesByPlace({ index, use, words }: DstInput): Map<string, Set<string>> {
  const zonesOf = new Map<string, Set<string>>()
  const add = (place: string, zone: string) => {
    const zones = zonesOf.get(place)
    if (zones) zones.add(zone)
    else zonesOf.set(place, new Set([zone]))
  }
  const accounts = use.resources.map(({ kind, name }) => (kind === 'disks' ? `storage ${name}` : null))
  for (const family of new Set(index.familyOf)) {
    const { vault, spec } = words[family] as CompiledFamily
    add(`vault ${vault.name} of subscription ${vault.subscription}`, spec.timeZone)
  }
  index.familyOf.forEach((family, m) => {
    for (let i = use.from[m] as number; i < (use.from[m + 1] as number); i += 1) {
      const account = accounts[use.resource[i] as number]
      if (account) add(account, (words[family] as CompiledFamily).spec.timeZone)
    }
  })
  return zonesOf
}

function about(code: string, { vault, spec }: CompiledFamily, more: readonly string[] = []) {
  return { id: findingId(code, [vault.key, spec.timeZone, ...more]), code, source: PAGE }
}

function listPolicies(names: readonly string[]): string {
  if (names.length === 1) return `policy ${names[0]}`
  if (names.length <= 4) return `policies ${names.join(', ')}`
  return `${figure(names.length)} policies (${names.slice(0, 3).join(', ')}, ..)`
}
