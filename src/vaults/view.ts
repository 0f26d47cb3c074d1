import type { PlanOutcome } from '../apply-plan.js'
import { figure } from '../core/figure.js'
import { hasHeldItems, type Vault } from '../model/vault.js'
import { ITEM_STATES, type ItemState, WORKLOAD_KINDS, WORKLOAD_NOUNS } from '../model/vault-contents.js'
import { count } from '../view/format.js'
import { renderOutcome } from '../view/plan-view.js'
import { paint, type View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { ItemCounts, ShowVaultResult } from './show.js'
import { ALERT_NAMES } from './wish.js'

export const renderVaultList: View<readonly Vault[]> = (vaults, style) => {
  const isWide = new Set(vaults.map((vault) => vault.subscriptionId)).size > 1
  return renderTable(
    vaults,
    [
      { header: 'Name', value: (vault) => vault.name },
      { header: 'Resource group', value: (vault) => vault.resourceGroup },
      ...(isWide ? [{ header: 'Subscription', value: (vault: Vault) => vault.subscriptionId }] : []),
      { header: 'Location', value: (vault) => vault.location },
      { header: 'State', value: (vault) => vault.provisioningState },
    ],
    { style, empty: 'No vaults here. Create one with `azbk vault create`.' },
  )
}

export const renderVaultWrite: View<PlanOutcome & { readonly vault: Vault | null }> = (result, style) => {
  const name = result.vault?.name ?? ''
  return renderOutcome(result, style, { done: `Vault '${name}' is ready. See it: azbk vault show --name ${name}` })
}

export const renderVaultDelete: View<PlanOutcome> = (result, style) =>
  renderOutcome(result, style, { done: `Vault '${result.changes[0]?.name ?? ''}' is deleted.` })

/** One screen; what cannot be changed any more is marked. */
export const renderVault: View<ShowVaultResult> = (vault, style) => {
  const forGood = (isForGood: boolean) => (isForGood ? ` ${paint(style, 'warn', '[for good]')}` : '')
  const isFixed = hasHeldItems(vault)
  return renderFields([
    ['Name', paint(style, 'strong', vault.name)],
    ['Resource group', vault.resourceGroup],
    ['Subscription', vault.subscriptionId],
    ['Location', vault.location],
    ['State', vault.provisioningState],
    ['Tags', tagsLine(vault)],
    ['Storage redundancy', `${vault.redundancy ?? '-'}${forGood(isFixed)}`],
    [
      'Cross-region restore',
      `${onOff(vault.crossRegionRestore)}${forGood(isFixed && vault.crossRegionRestore === true)}`,
    ],
    ['Soft delete', `${softDeleteLine(vault)}${forGood(vault.softDelete?.state === 'AlwaysON')}`],
    ['Immutability', `${vault.immutability ?? '-'}${forGood(vault.immutability === 'Locked')}`],
    [
      'Cross-subscription restore',
      `${vault.crossSubscriptionRestore ?? '-'}${forGood(vault.crossSubscriptionRestore === 'PermanentlyDisabled')}`,
    ],
    ['Resource guard', vault.resourceGuard ?? 'none'],
    ['Public network access', onOff(vault.publicNetworkAccess)],
    ['Private endpoints', vault.privateEndpoints.join('\n') || 'none'],
    ['Identity', identityLine(vault)],
    ['Encryption', `${encryptionLine(vault)}${forGood(vault.encryption !== null)}`],
    ['Alerts', alertsLine(vault)],
    ['Items', itemsLine(vault.items)],
    ['Usage', usageLine(vault.usage)],
  ])
}

/** Azure's own counts, under its own names of the kinds. */
function usageLine(usage: ShowVaultResult['usage']): string | undefined {
  if (usage.length === 0) return undefined
  return `items and containers by kind: ${usage.map((row) => `${row.name} ${figure(row.count)}`).join(', ')}`
}

function onOff(value: boolean | null): string {
  return value === null ? '-' : value ? 'on' : 'off'
}

function tagsLine(vault: Vault): string {
  return (
    Object.entries(vault.tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ') || 'none'
  )
}

function softDeleteLine({ softDelete }: Vault): string {
  if (softDelete === null) return '-'
  return softDelete.state === 'Disabled' ? 'Disabled' : `${softDelete.state}, ${count(softDelete.retentionDays, 'day')}`
}

function identityLine({ identity }: Vault): string {
  if (identity === null) return 'none'
  return [identity.systemAssigned ? "the vault's own" : [], ...identity.userAssigned].flat().join(', ')
}

function encryptionLine({ encryption }: Vault): string {
  if (encryption === null) return 'keys of Microsoft'
  const twice = encryption.infrastructureEncryption ? ', encrypted twice' : ''
  return `own key ${encryption.keyUri ?? '-'}, read as ${encryption.identity ?? '-'}${twice}`
}

function alertsLine({ alerts }: Vault): string {
  if (alerts === null) return '-'
  return Object.entries(ALERT_NAMES)
    .map(([name, key]) => `${name} ${onOff(alerts[key])}`)
    .join(', ')
}

const STATE_WORDS: Readonly<Record<ItemState, string>> = {
  protected: 'protected',
  initialBackupPending: 'waiting for the first backup',
  error: 'in error',
  stopped: 'stopped',
  softDeleted: 'soft-deleted',
}

function itemsLine(items: ItemCounts): string {
  if (items.total === 0) return 'none'
  const kinds = WORKLOAD_KINDS.filter((kind) => items.byKind[kind] > 0).map((kind) =>
    count(items.byKind[kind], ...WORKLOAD_NOUNS[kind]),
  )
  const states = ITEM_STATES.filter((state) => items.byState[state] > 0).map(
    (state) => `${figure(items.byState[state])} ${STATE_WORDS[state]}`,
  )
  return `${kinds.join(', ')}: ${states.join(', ')}`
}
