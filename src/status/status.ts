import { itemRef } from '../azure/items.js'
import { findJob } from '../azure/jobs.js'
import type { AppContext } from '../context.js'
import { type AzbkError, notFoundError } from '../core/errors.js'
import { compareNamed, sameName } from '../core/names.js'
import { type ReadEach, reportUnread, tryRead } from '../core/read-each.js'
import { machinesAround } from '../fleet/around.js'
import { readSelector, typedGroup } from '../fleet/select.js'
import { isInShard, type SelectorInput } from '../fleet/selector.js'
import type { Vault } from '../model/vault.js'
import { vaultsNear } from '../protection/find.js'
import { type MachinesAndGone, selectMachinesOrGone } from '../protection/select-items.js'
import { vaultsInScope } from '../vaults/scope.js'
import { factsOfGone, factsOfMachine, indexVaults } from './match.js'
import { type StatusFacts, type StatusRow, statusRow } from './plan.js'
import { readVaults, type VaultReads } from './read.js'

export interface StatusInput extends SelectorInput {
  /** Only the items of this vault. */
  readonly vault?: string | undefined
}

/** By name. */
export type StatusResult = readonly StatusRow[]

/**
 * How VMs are protected, from four lists per vault: no request grows with the VMs. Without a selection, all VMs of
 * the subscription and what vaults still hold of VMs that are gone. What could not be read is warned of: exit code 3.
 */
export async function readStatus(
  ctx: AppContext,
  input: StatusInput,
): Promise<{ result: StatusResult; exitCode: number }> {
  const isSelected = hasSelection(ctx, input)
  const { shard } = readSelector(ctx, isSelected ? input : { ...input, all: true })
  const { machines, gone, vaults, facts, unread } =
    isSelected || input.vault === undefined
      ? // Without a selection, VMs of other shards are read too: what a vault holds of them is not left over.
        await surveyMachines(ctx, isSelected ? input : { all: true })
      : await surveyVault(ctx, input.vault)
  const known = indexVaults(facts, vaults.unread, ctx.clock.now())
  const rows = [
    ...machines.map((machine) => factsOfMachine(machine, known, ctx.settings)),
    ...factsOfGone(machines, known, ctx.settings).filter(
      ({ subject }) => !isSelected || gone.some(({ id }) => sameName(id, subject.id)),
    ),
  ].filter(
    (row) => (input.vault === undefined || row.item !== null) && (shard === null || isInShard(row.subject.id, shard)),
  )
  if (rows.length === 0 && input.vault !== undefined) throw noItem(input.vault)
  for (const warning of new Set(rows.flatMap((row) => row.tier.warning ?? []))) ctx.warn(warning)
  const reasons = rows.length === 1 ? await readReasons(ctx, rows[0]) : { value: null, unread: [] }
  const result = rows
    .map((row) => statusRow(reasons.value === null ? row : { ...row, failed: reasons.value }, ctx.clock.now()))
    .sort(compareNamed)
  return { result, exitCode: reportUnread([...vaults.unread, ...unread, ...reasons.unread], ctx.warn) }
}

interface Survey extends MachinesAndGone, VaultReads {
  readonly vaults: ReadEach<Vault>
}

async function surveyMachines(ctx: AppContext, selection: StatusInput): Promise<Survey> {
  const { machines, gone } = await selectMachinesOrGone(ctx, selection)
  const isNear = selection.vault === undefined && gone.length === 0
  const vaults = isNear ? await vaultsNear(ctx, machines) : await vaultsInScope(ctx, selection.vault)
  return { machines, gone, vaults, ...(await readVaults(ctx, vaults.rows)) }
}

/** Of all VMs, only those count that the vault holds something of. */
async function surveyVault(ctx: AppContext, vault: string): Promise<Survey> {
  const vaults = await vaultsInScope(ctx, vault)
  const reads = await readVaults(ctx, vaults.rows)
  const held = reads.facts.flatMap(({ items }) => items ?? []).map(({ machineId }) => machineId)
  return { machines: await machinesAround(ctx.session, held), gone: [], vaults, ...reads }
}

/** A resource group that was typed selects its VMs, as elsewhere. */
function hasSelection(ctx: AppContext, { vm, tag }: StatusInput): boolean {
  return (vm ?? []).length > 0 || (tag ?? []).length > 0 || typedGroup(ctx.settings) !== null
}

function noItem(vault: string): AzbkError {
  return notFoundError('NO_ITEM', `Vault '${vault}' protects none of these VMs.`, ['azbk status'])
}

/** For the screen of one VM, its last failed job with the reasons, which lists leave out. */
async function readReasons(ctx: AppContext, facts: StatusFacts | undefined) {
  const { item = null, failed = null } = facts ?? {}
  if (item === null || failed === null) return { value: null, unread: [] }
  const ref = { vault: itemRef(item).vault, name: failed.name }
  return tryRead(`${item.vaultName}: job ${failed.name}`, async () => (await findJob(ctx.session, ref)) ?? failed)
}
