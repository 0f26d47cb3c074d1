import type { Settings } from '../config/settings.js'
import { tierOf } from '../config/tiers.js'
import { nameKey, regionKey } from '../core/names.js'
import { type ItemCondition, isBackedUp, itemCondition, type ProtectedItem } from '../model/item.js'
import type { Machine } from '../model/machine.js'
import { toEstateDisk } from '../protection/slot-pool.js'
import { estateTierOf } from '../protection/tier-policy.js'
import type { Estate, EstateMachine, EstatePolicy, EstateVault } from '../slots/estate.js'
import { unreadable } from '../slots/families.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import { idleFindings } from './inventory-estate.js'
import type { VaultContent } from './read-vaults.js'

/** What Azure said, as it is put together. */
export interface EstateFacts {
  readonly contents: readonly VaultContent[]
  /** By {@link nameKey} of their ids. */
  readonly machines: ReadonlyMap<string, Machine>
  /** Keys of the VMs that may move; null: all may. */
  readonly movable: ReadonlySet<string> | null
  readonly settings: Pick<Settings, 'tiers' | 'rules'>
}

export interface BuiltEstate {
  readonly estate: Estate
  readonly findings: readonly StaggerFinding[]
  /** Sentences about tiers, each once. */
  readonly warnings: readonly string[]
}

const STATES: Readonly<Record<Exclude<ItemCondition, 'protected'>, string>> = {
  stopped: 'stopped',
  suspended: 'suspended',
  deleted: 'soft-deleted',
  broken: 'in an invalid state',
}

/** Pure. VMs whose backups do not run stay out of the estate, and are told. */
export function buildEstate(facts: EstateFacts): BuiltEstate {
  const resting: Parameters<typeof idleFindings>[0][number][] = []
  const warnings = new Set<string>()
  const machines: EstateMachine[] = []
  const vaults = facts.contents.map((content) => {
    let idle = 0
    for (const item of content.items) {
      const machine = facts.machines.get(nameKey(item.machineId))
      const reason = idleReason(item, machine)
      if (machine === undefined || reason !== null) {
        idle += 1
        const { machineId: key, machineName: name, vaultName: vault } = item
        resting.push({ key, name, vault, state: reason ?? '' })
        continue
      }
      const { tier, warning } = tierOf(machine, facts.settings)
      if (warning !== undefined) warnings.add(warning)
      machines.push(toMachine(machine, item, { tier: tier.name, movable: facts.movable }))
    }
    return toVault(content, idle)
  })
  const policies = facts.contents.flatMap(readablePolicies)
  const tiers = Object.values(facts.settings.tiers).map(estateTierOf)
  return { estate: { vaults, policies, tiers, machines }, findings: idleFindings(resting), warnings: [...warnings] }
}

function idleReason(item: ProtectedItem, machine: Machine | undefined): string | null {
  const condition = itemCondition(item)
  if (condition !== 'protected') return STATES[condition]
  if (machine === undefined) return 'gone from Azure'
  return item.policyName === null ? 'without a policy' : null
}

function toMachine(
  machine: Machine,
  item: ProtectedItem,
  { tier, movable }: { readonly tier: string; readonly movable: EstateFacts['movable'] },
): EstateMachine {
  return {
    key: machine.id,
    name: machine.name,
    vault: item.vaultId,
    tier,
    policy: item.policyName,
    window: null,
    isPinned: movable !== null && !movable.has(nameKey(machine.id)),
    awaitsFirst: item.lastPointTime === null,
    cloudService: null,
    disks: machine.disks.filter((disk) => isBackedUp(disk, item.disks)).map(toEstateDisk),
  }
}

function toVault({ vault, policies, opaque }: VaultContent, idle: number): EstateVault {
  return {
    key: vault.id,
    name: vault.name,
    subscription: vault.subscriptionId,
    region: regionKey(vault.location),
    policyCount: policies.length + opaque.length,
    otherNames: [...opaque, ...policies.filter(({ spec }) => unreadable(spec) !== undefined)].map(({ name }) => name),
    otherItems: idle,
  }
}

/** Those whose starts can be worked out; VMs of the others are left out of plans, and told. */
function readablePolicies({ vault, policies }: VaultContent): EstatePolicy[] {
  const readable = policies.filter(({ spec }) => unreadable(spec) === undefined)
  return readable.map(({ name, spec }) => ({ vault: vault.id, name, spec }))
}

/** A VM that was asked for, and that no vault in scope protects. */
export function unprotected(machine: Machine): StaggerFinding {
  return {
    id: findingId('NOT_PROTECTED', [machine.id]),
    code: 'NOT_PROTECTED',
    severity: 'info',
    message: `No vault in scope protects VM ${machine.name}: it has no slot.`,
    evidence: { machine: machine.id },
    source: null,
    cure: `azbk protect --vm ${machine.resourceGroup}/${machine.name}`,
  }
}
