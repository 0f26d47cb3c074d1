import { knownVault, knownVaults } from '../azure/vaults.js'
import type { AppContext } from '../context.js'
import { parseResourceName } from '../core/arm-id.js'
import { type AzbkError, notFoundError, usageError } from '../core/errors.js'
import { closeNames, compareNames, regionKey, sameName } from '../core/names.js'
import type { Vault, VaultRef } from '../model/vault.js'

export interface VaultChoice {
  /** As typed: a name, `group/name` or a resource id. */
  readonly vault?: string | undefined
  /** The region that the vault must serve: that of the VM. */
  readonly location?: string | undefined
  /** Narrows a bare name; leave out where --resource-group means the VM's group. */
  readonly resourceGroup?: string | undefined
  /** Default: the session's subscription. */
  readonly subscriptionId?: string | undefined
}

/**
 * The vault to work in: the one named, else `vaults.<region>` of the settings, else the only one in the region and
 * subscription. Not found: exit 4 with close names or the command that makes one; several: exit 2 with all of them.
 */
export async function chooseVault(ctx: AppContext, choice: VaultChoice = {}): Promise<Vault> {
  const named = choice.vault ?? configuredVault(ctx, choice.location)
  return named === undefined ? onlyVault(ctx, choice) : namedVault(ctx, named, choice)
}

/** The vault of a command that is about one vault: the one named, else the only one, in the resource group of the settings. */
export function chooseVaultInGroup(ctx: AppContext, vault: string | undefined): Promise<Vault> {
  return chooseVault(ctx, { vault, resourceGroup: ctx.settings.resourceGroup ?? undefined })
}

function configuredVault(ctx: AppContext, location: string | undefined): string | undefined {
  if (location === undefined) return undefined
  const key = regionKey(location)
  return Object.entries(ctx.settings.vaults).find(([region]) => regionKey(region) === key)?.[1]
}

async function namedVault(ctx: AppContext, named: string, choice: VaultChoice): Promise<Vault> {
  const subscriptionId = choice.subscriptionId ?? ctx.session.subscriptionId()
  const ref = parseVaultName(named, subscriptionId)
  if (typeof ref === 'object') return (await knownVault(ctx.session, ref)) ?? unknownVault(ctx, ref, choice)
  const rows = (await knownVaults(ctx.session, subscriptionId)).filter(
    (row) => sameName(row.name, ref) && inGroup(row, choice.resourceGroup),
  )
  const [row, ...others] = rows
  if (row === undefined) return unknownVault(ctx, { subscriptionId, name: ref }, choice)
  if (others.length > 0) throw ambiguous(`Several vaults are named '${ref}'`, rows)
  return wholeVault(ctx, row)
}

/** A typed vault: the ref of `group/name` or of an id, or a bare name as it is. */
export function parseVaultName(text: string, subscriptionId: string): VaultRef | string {
  const named = parseResourceName(text, 'vaults')
  if (named?.resourceGroup !== undefined) return { subscriptionId, ...named, resourceGroup: named.resourceGroup }
  if (named !== undefined) return named.name
  throw usageError('INVALID_VAULT', `'${text}' does not name a vault.`, [
    'Write its name, its group and name as group/name, or its resource id ' +
      '(/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.RecoveryServices/vaults/<name>).',
  ])
}

async function onlyVault(ctx: AppContext, choice: VaultChoice): Promise<Vault> {
  const { location } = choice
  const subscriptionId = choice.subscriptionId ?? ctx.session.subscriptionId()
  const rows = (await knownVaults(ctx.session, subscriptionId)).filter(
    (row) =>
      (location === undefined || regionKey(row.location) === regionKey(location)) && inGroup(row, choice.resourceGroup),
  )
  const [row, ...others] = rows
  const where = location === undefined ? 'in the subscription' : `in ${location}`
  if (row === undefined) {
    const region = location === undefined ? '<region>' : regionKey(location)
    throw notFoundError('NO_VAULT', `There is no vault ${where}.`, [
      `azbk vault create --name rsv-${region} --resource-group ${choice.resourceGroup ?? '<group>'} --location ${region}`,
    ])
  }
  if (others.length > 0) throw ambiguous(`There are ${rows.length} vaults ${where}, and none is named`, rows)
  return wholeVault(ctx, row)
}

/** List rows lack redundancy and security settings. */
async function wholeVault(ctx: AppContext, row: Vault): Promise<Vault> {
  return (await knownVault(ctx.session, row)) ?? row
}

function inGroup(vault: Vault, resourceGroup: string | undefined): boolean {
  return resourceGroup === undefined || sameName(vault.resourceGroup, resourceGroup)
}

function ambiguous(what: string, rows: readonly Vault[]): AzbkError {
  const names = rows.map((row) => `${row.resourceGroup}/${row.name}`).sort(compareNames)
  return usageError(
    'VAULT_AMBIGUOUS',
    `${what}: ${names.join(', ')}.`,
    names.map((name) => `Add --vault ${name}`),
  )
}

async function unknownVault(
  ctx: AppContext,
  wanted: { subscriptionId: string; resourceGroup?: string; name: string },
  choice: VaultChoice,
): Promise<never> {
  const rows = await knownVaults(ctx.session, wanted.subscriptionId)
  const group = wanted.resourceGroup ?? choice.resourceGroup
  const full = (row: Vault) => `${row.resourceGroup}/${row.name}`
  const sameNamed = rows.filter((row) => sameName(row.name, wanted.name)).map(full)
  const close = closeNames(
    wanted.name,
    rows.map((row) => row.name),
  )
  throw notFoundError(
    'VAULT_NOT_FOUND',
    `There is no vault '${wanted.name}'${group === undefined ? '' : ` in resource group '${group}'`}.`,
    [
      ...(sameNamed.length > 0 ? sameNamed : close).map((name) => `Did you mean ${name}?`),
      '`azbk vault list` shows the vaults you can see.',
    ],
  )
}
