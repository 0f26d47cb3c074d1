import { listItems } from '../azure/items.js'
import { listDiskFacts, listRunStates } from '../azure/machines.js'
import { listPolicies } from '../azure/policies.js'
import { findTier, tierOf } from '../config/tiers.js'
import type { AppContext } from '../context.js'
import { type AzbkError, toAzbkError, usageError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { nameKey, regionKey } from '../core/names.js'
import { machinesAround } from '../fleet/around.js'
import type { ProtectedItem } from '../model/item.js'
import { type Machine, withDiskFacts } from '../model/machine.js'
import { type Vault, vaultKey } from '../model/vault.js'
import { chooseVault } from '../vaults/choose.js'
import { type FoundItems, findItems, type ItemIndex, indexItems, itemsOf, unreadOf } from './find.js'
import type { ProtectTarget, VaultStock } from './plan.js'

/** Everything that a plan of protection is made from. */
export interface Survey {
  readonly targets: readonly ProtectTarget[]
  readonly stocks: readonly VaultStock[]
  /** VMs for which no vault could be chosen, and why. */
  readonly homeless: readonly { readonly machine: Machine; readonly refusal: AzbkError }[]
}

export interface SurveyInput {
  readonly vault?: string | undefined
  readonly tier?: string | undefined
}

/** Reads what protection the VMs have and can have, in a number of requests that hardly grows with theirs. */
export async function surveyMachines(
  ctx: AppContext,
  machines: readonly Machine[],
  input: SurveyInput,
): Promise<Survey> {
  const known = await findItems(ctx, machines)
  const homes = await Promise.all(machines.map((machine) => homeOf(ctx, machine, { ...input, known })))
  const housed = homes.filter((home) => 'vault' in home)
  const vaults = distinctBy(
    housed.map(({ vault }) => vault),
    vaultKey,
  )
  const stocks = await mapLimited(vaults, READS_AT_ONCE, (vault) => stockOf(ctx, vault, known))
  const sharing = await withNeighbours(ctx, stocks, machines)
  const inStock = indexItems(stocks.flatMap((stock) => stock.items))
  const targets = housed.map(({ machine, vault }) => ({
    machine,
    vault,
    tier: chooseTier(ctx, machine, input.tier),
    items: mergeItems(machine, inStock, known.index),
  }))
  return {
    targets: await withFacts(ctx, targets),
    stocks: sharing,
    homeless: homes.filter((home) => 'refusal' in home),
  }
}

type Home = { readonly machine: Machine } & ({ readonly vault: Vault } | { readonly refusal: AzbkError })

/** A vault that was named must be found; for the rest, each VM that has none is told on its own. */
async function homeOf(
  ctx: AppContext,
  machine: Machine,
  input: SurveyInput & { readonly known: FoundItems },
): Promise<Home> {
  const unread = unreadOf(input.known.unread, machine)
  if (unread !== undefined) return { machine, refusal: unread }
  const place = { location: machine.location, subscriptionId: machine.subscriptionId }
  if (input.vault !== undefined) return { machine, vault: await chooseVault(ctx, { vault: input.vault }) }
  const item = itemsOf(input.known.index, machine).find((candidate) => candidate.softDelete === null)
  const isConfigured = Object.keys(ctx.settings.vaults).some(
    (region) => regionKey(region) === regionKey(machine.location),
  )
  try {
    // Where several vaults might do and none is configured, the one that has the VM is the one that is meant.
    const vault = item !== undefined && !isConfigured ? item.vaultId : undefined
    return { machine, vault: await chooseVault(ctx, { ...place, vault }) }
  } catch (thrown) {
    const refusal = toAzbkError(thrown)
    if (refusal.kind === 'cancelled' || refusal.kind === 'bug') throw refusal
    return { machine, refusal }
  }
}

async function stockOf(ctx: AppContext, vault: Vault, { listed }: FoundItems): Promise<VaultStock> {
  const [policies, items] = await Promise.all([
    listPolicies(ctx.session, vault),
    listed.get(vaultKey(vault)) ?? listItems(ctx.session, vault),
  ])
  return { vaultId: vault.id, policies, items }
}

/** Only a VM with unmanaged disks shares storage accounts with others: then it matters which disks those have there. */
async function withNeighbours(
  ctx: AppContext,
  stocks: readonly VaultStock[],
  machines: readonly Machine[],
): Promise<readonly VaultStock[]> {
  if (machines.every(({ disks }) => disks.every(({ storageAccount }) => storageAccount === null))) return stocks
  const ids = stocks.flatMap(({ items }) => items.map(({ machineId }) => machineId))
  const around = await machinesAround(ctx.session, ids)
  return stocks.map((stock) => ({ ...stock, machines: around }))
}

/** The list of the chosen vault is the only one that has soft-deleted items for certain. */
function mergeItems(machine: Machine, inStock: ItemIndex, known: ItemIndex): ProtectedItem[] {
  return distinctBy([...itemsOf(known, machine), ...itemsOf(inStock, machine)], (item) => nameKey(item.id))
}

function chooseTier(ctx: AppContext, machine: Machine, named: string | undefined): ProtectTarget['tier'] {
  if (named === undefined) {
    const { tier, warning } = tierOf(machine, ctx.settings)
    if (warning !== undefined) ctx.warn(warning)
    return tier
  }
  const tier = findTier(ctx.settings, named)
  if (tier !== undefined) return tier
  const known = Object.values(ctx.settings.tiers).map(({ name }) => name)
  throw usageError('TIER_NOT_FOUND', `There is no tier '${named}'.`, [`Known tiers: ${known.join(', ')}.`])
}

/** Facts of disks, and run states that are not known yet: one list of each per subscription. */
async function withFacts(ctx: AppContext, targets: readonly ProtectTarget[]): Promise<ProtectTarget[]> {
  const subscriptions = [...new Set(targets.map(({ machine }) => nameKey(machine.subscriptionId)))]
  const facts = await mapLimited(subscriptions, READS_AT_ONCE, (id) => listDiskFacts(ctx.session, id))
  const unknown = targets.filter(({ machine }) => machine.power === null)
  const toAsk = [...new Set(unknown.map(({ machine }) => nameKey(machine.subscriptionId)))]
  const states = await mapLimited(toAsk, READS_AT_ONCE, (id) => listRunStates(ctx.session, id))
  const disks = new Map(facts.flatMap((part) => [...part]))
  const runs = new Map(states.flatMap((part) => [...part]))
  return targets.map((target) => {
    const machine = { ...target.machine, ...(runs.get(nameKey(target.machine.id)) ?? {}) }
    return { ...target, machine: withDiskFacts(machine, disks) }
  })
}
