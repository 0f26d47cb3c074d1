import type { Settings } from '../config/settings.js'
import { parseDuration } from '../core/duration.js'
import { groupBy } from '../core/group.js'
import { compareNames, nameKey, regionKey } from '../core/names.js'
import type { PolicySpec, Schedule } from '../model/policy.js'
import { canonicalSpec } from '../model/policy-canonical.js'
import { defaultInstantRestoreDays, POLICY_TEMPLATES } from '../model/policy-templates.js'
import { completeSpec } from '../policies/file.js'
import { estateTierOf } from '../protection/tier-policy.js'
import type { Estate, EstateMachine, EstateTier, EstateVault, StartWindow } from '../slots/estate.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import { count } from '../view/format.js'
import type { InventoryFile, InventoryMachine, InventoryPolicy, InventoryTier } from './inventory-file.js'
import { DEFAULT_TIER, machineKey, policyKey } from './inventory-keys.js'
import { readStart, readTimeZone, readWindow, startOfName } from './window-words.js'

/** The estate of an inventory without mistakes; VMs whose backups do not run are left out, and told. */
export function estateOfInventory(
  file: InventoryFile,
  settings: Pick<Settings, 'tiers'>,
): { readonly estate: Estate; readonly findings: readonly StaggerFinding[] } {
  const known = new Map(Object.values(settings.tiers).map((tier) => [nameKey(tier.name), estateTierOf(tier)]))
  for (const tier of file.tiers ?? []) known.set(nameKey(tier.name), tierOf(tier))
  const tierNamed = (name = DEFAULT_TIER) => known.get(nameKey(name)) as EstateTier
  const vaultKeys = new Map(file.vaults.map(({ name }) => [nameKey(name), name]))
  const vaultOf = (name: string) => vaultKeys.get(nameKey(name)) ?? name
  const policies = (file.policies ?? []).map((policy) => ({
    vault: vaultOf(policy.vault),
    name: policy.name,
    spec: specOfPolicy(policy, tierNamed(policy.tier)),
  }))
  const idle = file.machines.filter(({ state = 'protected' }) => state !== 'protected')
  const running = file.machines.filter(({ state = 'protected' }) => state === 'protected')
  // Many VMs share few windows; each text is worked out once.
  const windows = new Map([...new Set(running.map(({ window }) => window))].map((text) => [text, windowOf(text)]))
  const policyNames = new Map(policies.map((policy) => [policyKey(policy), policy.name]))
  const machines = running.map((machine): EstateMachine => {
    const { name, vault, policy, pinned = false, cloudService = null, disks = [] } = machine
    const { firstBackup = policy === undefined } = machine
    return {
      key: machineKey(machine),
      name,
      vault: vaultOf(vault),
      tier: tierNamed(machine.tier).name,
      policy: policy === undefined ? null : (policyNames.get(policyKey({ vault, name: policy })) ?? policy),
      window: windows.get(machine.window) ?? null,
      isPinned: pinned,
      awaitsFirst: firstBackup,
      cloudService,
      disks: disks.map(diskOf),
    }
  })
  return {
    estate: { vaults: vaultsOf(file, idle), policies, tiers: [...known.values()], machines },
    findings: idleFindings(
      idle.map((machine) => ({
        key: machineKey(machine),
        name: machine.name,
        vault: vaultOf(machine.vault),
        state: machine.state ?? '',
      })),
    ),
  }
}

function vaultsOf(file: InventoryFile, idle: readonly InventoryMachine[]): EstateVault[] {
  const policies = groupBy(file.policies ?? [], ({ vault }) => nameKey(vault))
  const resting = groupBy(idle, ({ vault }) => nameKey(vault))
  return file.vaults.map((vault) => {
    const key = nameKey(vault.name)
    return {
      key: vault.name,
      name: vault.name,
      subscription: vault.subscription ?? 'inventory',
      region: regionKey(vault.region ?? 'inventory'),
      policyCount: Math.max(vault.policies ?? 0, policies.get(key)?.length ?? 0),
      otherItems: (vault.otherItems ?? 0) + (resting.get(key)?.length ?? 0),
    }
  })
}

function tierOf({ name, template = DEFAULT_TIER, policy, window, rpo }: InventoryTier): EstateTier {
  const spec = policy === undefined ? POLICY_TEMPLATES[template] : completeSpec(policy)
  return {
    name,
    spec,
    window: windowOf(window),
    rpoMs: rpo === undefined ? null : (parseDuration(rpo) ?? null),
  }
}

function specOfPolicy(policy: InventoryPolicy, tier: EstateTier): PolicySpec {
  const { name, start, timeZone = tier.spec.timeZone } = policy
  const read = readStart(start ?? startOfName(name) ?? '')
  const zone = readTimeZone(timeZone)
  const spec =
    policy.spec !== undefined
      ? completeSpec(policy.spec)
      : specAt(tier.spec, 'value' in read ? read.value : tier.spec.schedule, 'value' in zone ? zone.value : 'UTC')
  return canonicalSpec(spec)
}

const WEEKS_KEPT = 12

/** The tier's policy with another schedule. A weekly one cannot keep daily points: it keeps those of its days. */
function specAt(base: PolicySpec, schedule: Schedule, timeZone: string): PolicySpec {
  if (schedule.frequency !== 'weekly' || base.schedule.frequency === 'weekly') {
    return timed(base, schedule, timeZone)
  }
  const kind = 'enhanced'
  const retention = { weekly: { count: base.retention.weekly?.count ?? WEEKS_KEPT, days: schedule.days } }
  const instantRestoreDays = defaultInstantRestoreDays({ kind, schedule })
  return { kind, schedule, retention, instantRestoreDays, timeZone, consistency: base.consistency }
}

/** A name that holds a time says no more than when the day begins. */
function timed(base: PolicySpec, schedule: Schedule, timeZone: string): PolicySpec {
  if (schedule.frequency !== 'daily' || base.schedule.frequency === 'daily') return { ...base, schedule, timeZone }
  const { time } = schedule
  const kept =
    base.schedule.frequency === 'hourly' ? { ...base.schedule, windowStart: time } : { ...base.schedule, time }
  return { ...base, schedule: kept, timeZone }
}

function windowOf(text: string | undefined): StartWindow | null {
  if (text === undefined) return null
  const read = readWindow(text)
  return 'value' in read ? read.value : null
}

function diskOf(disk: NonNullable<InventoryMachine['disks']>[number]) {
  const { sizeGb, usedGb = null, churnPerDay = null, storageAccount = null } = disk
  return { sizeGb, usedGb, churnPerDay, storageAccount }
}

interface IdleItem {
  readonly key: string
  readonly name: string
  readonly vault: string
  /** e.g. `stopped`. */
  readonly state: string
}

const NAMED = 5

/** VMs whose backups do not run load no slot: one finding for each vault and state. */
export function idleFindings(items: readonly IdleItem[]): StaggerFinding[] {
  const groups = groupBy(items, ({ vault, state }) => findingId('NOT_RUNNING', [vault, state]))
  return [...groups].map(([id, group]) => {
    const { vault, state } = group[0] as IdleItem
    const machines = [...group].sort((a, b) => compareNames(a.name, b.name))
    const names = machines.slice(0, NAMED).map(({ name }) => name)
    const more = machines.length > NAMED ? ', ..' : ''
    const verb = machines.length === 1 ? 'is' : 'are'
    return {
      id,
      code: 'NOT_RUNNING',
      severity: 'info',
      message: `${count(machines.length, 'VM')} of vault ${vault} ${verb} ${state} (${names.join(', ')}${more}): no backups to spread, left as before.`,
      evidence: { vault, state, machines: machines.map(({ key }) => key) },
      source: null,
      cure: null,
    }
  })
}
