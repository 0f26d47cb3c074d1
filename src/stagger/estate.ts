import { listDiskFacts } from '../azure/machines.js'
import type { AppContext } from '../context.js'
import { tryParseArmId } from '../core/arm-id.js'
import { notFoundError, usageError } from '../core/errors.js'
import { distinctBy, groupBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { closeNames, nameKey, sameName } from '../core/names.js'
import { describeUnread, tryRead, type Unread } from '../core/read-each.js'
import { machinesAround } from '../fleet/around.js'
import { selectMachines, typedGroup } from '../fleet/select.js'
import type { SelectorInput } from '../fleet/selector.js'
import { isBackedUp } from '../model/item.js'
import { type Machine, withDiskFacts } from '../model/machine.js'
import { type Vault, vaultKey } from '../model/vault.js'
import { vaultsNear } from '../protection/find.js'
import { findingId, type StaggerFinding } from '../slots/findings.js'
import { chooseVault } from '../vaults/choose.js'
import { vaultsInScope } from '../vaults/scope.js'
import { buildEstate, unprotected } from './estate-build.js'
import type { EstateReading } from './inventory.js'
import { readVaultContents, type VaultContent } from './read-vaults.js'

/** Which part of Azure is to be looked at. Nothing named: every vault of the subscriptions in scope. */
export interface EstateScope extends SelectorInput {
  /** Names, `group/name` or ids. */
  readonly vaults?: readonly string[] | undefined
}

/** An estate as it is in Azure. */
export interface AzureEstate extends EstateReading {
  /** What each vault holds, as Azure said it; those that only share an account with the scope come last. */
  readonly contents: readonly VaultContent[]
  readonly unread: readonly Unread[]
}

/**
 * Reads an estate in a number of requests that does not grow with its VMs. VMs outside of the selection stay where they
 * are and load the slots all the same; so do those of other vaults that share a storage account with the scope. What
 * could not be read is a finding. Throws when nothing could be read.
 */
export async function readEstate(ctx: AppContext, scope: EstateScope): Promise<AzureEstate> {
  const selected = isSelective(ctx, scope) ? await selectMachines(ctx, withoutVaults(scope)) : null
  const vaults = await scopeVaults(ctx, scope, selected)
  const own = await readPart(ctx, vaults.rows)
  if (own.contents.length === 0 && own.unread[0] !== undefined) throw own.unread[0].error
  const inScope = selected === null ? own : onlyWith(own, selected)
  const neighbours = await readNeighbours(ctx, inScope)
  const contents = [...inScope.contents, ...neighbours.contents]
  const machines = new Map([...inScope.machines, ...neighbours.machines])
  const built = buildEstate({ contents, machines, movable: movableOf(inScope, selected), settings: ctx.settings })
  built.warnings.forEach(ctx.warn)
  const unread = [...vaults.unread, ...own.unread, ...neighbours.unread]
  const protectedOnes = new Set(contents.flatMap(({ items }) => items).map(({ machineId }) => nameKey(machineId)))
  // What was not read may protect them.
  const without = unread.length > 0 ? [] : (selected ?? []).filter(({ id }) => !protectedOnes.has(nameKey(id)))
  const findings = [...unread.map(unreadFinding), ...without.map(unprotected), ...built.findings]
  return { estate: built.estate, findings, contents, unread }
}

function isSelective(ctx: AppContext, { vm = [], tag = [], shard }: EstateScope): boolean {
  return vm.length > 0 || tag.length > 0 || shard !== undefined || typedGroup(ctx.settings) !== null
}

function withoutVaults({ vm = [], tag, shard, stdin, all }: EstateScope): SelectorInput {
  return { vm, tag, shard, stdin, all: vm.length === 0 ? true : all }
}

async function scopeVaults(ctx: AppContext, scope: EstateScope, selected: readonly Machine[] | null) {
  if (scope.vaults !== undefined && scope.vaults.length > 0) return namedVaults(ctx, scope.vaults)
  return selected === null ? vaultsInScope(ctx, undefined) : vaultsNear(ctx, selected)
}

/** Looked for in all subscriptions in scope. */
async function namedVaults(ctx: AppContext, names: readonly string[]) {
  const { rows, unread } = await vaultsInScope(ctx, undefined)
  const found = await mapLimited(names, READS_AT_ONCE, (name) => vaultNamed(ctx, rows, name))
  return { rows: distinctBy(found, vaultKey), unread }
}

/** One that is in none of the subscriptions is looked for by its id, or told with what is near it. */
async function vaultNamed(ctx: AppContext, rows: readonly Vault[], name: string): Promise<Vault> {
  const [only, ...others] = rows.filter((vault) =>
    [vault.name, `${vault.resourceGroup}/${vault.name}`, vault.id].some((known) => sameName(known, name)),
  )
  if (others.length > 0) {
    throw usageError('VAULT_AMBIGUOUS', `Several vaults are named '${name}'.`, [
      ...[only, ...others].map((vault) => `Add --vault ${vault?.id}`),
    ])
  }
  if (only !== undefined) return only
  const subscriptionId = tryParseArmId(name)?.subscriptionId
  const { subscriptions } = ctx.settings
  const isOne = subscriptions.length < 2 && !subscriptions.some((one) => sameName(one, 'all'))
  if (subscriptionId !== undefined || isOne) return chooseVault(ctx, { vault: name, subscriptionId })
  const near = closeNames(
    name,
    rows.map((vault) => vault.name),
  )
  throw notFoundError('VAULT_NOT_FOUND', `No subscription in scope has a vault '${name}'.`, [
    ...near.map((known) => `Did you mean ${known}?`),
    '`azbk vault list --subscription all` shows the vaults you can see.',
  ])
}

interface EstatePart {
  readonly contents: readonly VaultContent[]
  readonly machines: ReadonlyMap<string, Machine>
  readonly unread: readonly Unread[]
}

/** Vaults with the VMs that they protect; a vault protects VMs of its own subscription only. */
async function readPart(ctx: AppContext, vaults: readonly Vault[]): Promise<EstatePart> {
  const { contents, unread } = await readVaultContents(ctx, vaults)
  const bySubscription = [...groupBy(contents, ({ vault }) => nameKey(vault.subscriptionId)).values()]
  const parts = await mapLimited(bySubscription, READS_AT_ONCE, (own) => withMachines(ctx, own))
  return {
    contents: parts.flatMap((part) => part.contents),
    machines: new Map(parts.flatMap((part) => [...part.machines])),
    unread: [...unread, ...parts.flatMap((part) => part.unread)],
  }
}

/** Without their VMs, vaults cannot be planned: they are left out, and told. */
async function withMachines(ctx: AppContext, contents: readonly VaultContent[]): Promise<EstatePart> {
  const ids = contents.flatMap(({ items }) => items.map(({ machineId }) => machineId))
  const names = contents.map(({ vault }) => vault.name).join(', ')
  const around = await tryRead(`VMs of ${names}`, () => machinesAround(ctx.session, ids))
  if (around.value === null) return { contents: [], machines: new Map(), unread: around.unread }
  const held = new Set(ids.map(nameKey))
  const own = around.value.filter(({ id }) => held.has(nameKey(id)))
  const machines = await withSizes(ctx, own)
  return { contents, machines: new Map(machines.map((machine) => [nameKey(machine.id), machine])), unread: [] }
}

/** Sizes that VMs leave out are asked of the disks: one list for each subscription where one is missing. */
async function withSizes(ctx: AppContext, machines: readonly Machine[]): Promise<readonly Machine[]> {
  const lacking = machines.filter(({ disks }) => disks.some(({ id, sizeGb }) => id !== null && sizeGb === null))
  const subscriptions = distinctBy(lacking, ({ subscriptionId }) => nameKey(subscriptionId))
  const facts = await mapLimited(subscriptions, READS_AT_ONCE, async ({ subscriptionId }) => {
    const disks = await tryRead('disks', () => listDiskFacts(ctx.session, subscriptionId))
    return [...(disks.value ?? [])]
  })
  const known = new Map(facts.flat())
  return known.size === 0 ? machines : machines.map((machine) => withDiskFacts(machine, known))
}

/** Vaults that hold something of the selected VMs. */
function onlyWith(part: EstatePart, selected: readonly Machine[]): EstatePart {
  const wanted = new Set(selected.map(({ id }) => nameKey(id)))
  const contents = part.contents.filter(({ items }) => items.some(({ machineId }) => wanted.has(nameKey(machineId))))
  return { ...part, contents }
}

/** Other vaults of the same regions, as far as VMs of theirs have disks in the accounts of the scope. */
async function readNeighbours(ctx: AppContext, scope: EstatePart): Promise<EstatePart> {
  const none = { contents: [], machines: new Map(), unread: [] }
  const accounts = new Set(scope.contents.flatMap((content) => accountsOf(content, scope.machines)))
  if (accounts.size === 0) return none
  const known = new Set(scope.contents.map(({ vault }) => vaultKey(vault)))
  const near = await vaultsNear(ctx, [...scope.machines.values()])
  const part = await readPart(
    ctx,
    near.rows.filter((vault) => !known.has(vaultKey(vault))),
  )
  const contents = part.contents.filter((content) =>
    accountsOf(content, part.machines).some((account) => accounts.has(account)),
  )
  return { contents, machines: part.machines, unread: [...near.unread, ...part.unread] }
}

/** Storage accounts of the unmanaged disks that a vault's items back up. */
function accountsOf({ items }: VaultContent, machines: ReadonlyMap<string, Machine>): string[] {
  return items.flatMap((item) => {
    const disks = machines.get(nameKey(item.machineId))?.disks ?? []
    const included = disks.filter((disk) => isBackedUp(disk, item.disks))
    return included.flatMap(({ storageAccount }) => (storageAccount === null ? [] : [nameKey(storageAccount)]))
  })
}

/** The VMs that a plan may move: those selected, else all of the vaults in scope. */
function movableOf(scope: EstatePart, selected: readonly Machine[] | null): ReadonlySet<string> {
  const ids = scope.contents.flatMap(({ items }) => items.map(({ machineId }) => machineId))
  return new Set((selected === null ? ids : selected.map(({ id }) => id)).map(nameKey))
}

export function unreadFinding(part: Unread): StaggerFinding {
  return {
    id: findingId('SCOPE_UNREAD', [part.name]),
    code: 'SCOPE_UNREAD',
    severity: 'error',
    message: describeUnread(part),
    evidence: { name: part.name, code: part.error.code },
    source: null,
    cure: part.error.suggestions[0] ?? 'azbk doctor',
  }
}
