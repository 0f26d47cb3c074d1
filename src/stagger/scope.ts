import { tryParseArmId } from '../core/arm-id.js'
import { type AzbkError, notFoundError, usageError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { closeNames, nameFirst, nameKey, sameName } from '../core/names.js'
import { tellAll } from '../core/tell-all.js'
import { isInShard, readShard, type SelectorInput } from '../fleet/selector.js'
import type { Estate, EstateMachine, EstateVault } from '../slots/estate.js'

/** The same estate with these VMs, by name, `group/name` or key, staying where they are. */
export function pinMachines(estate: Estate, names: readonly string[]): Estate {
  if (names.length === 0) return estate
  const pinned = new Set(findMachines(estate, names).map(({ key }) => key))
  return withPins(estate, (machine) => pinned.has(machine.key))
}

type InventoryScope = SelectorInput & { readonly vaults?: readonly string[] | undefined }

/** The part of an inventory that may move; all others stay where they are, and load the slots all the same. */
export async function narrowInventory(estate: Estate, scope: InventoryScope): Promise<Estate> {
  const { vaults = [], vm = [], tag = [] } = scope
  const [found, selected, shard] = await tellAll([
    () => findVaults(estate, vaults),
    () => (vm.length === 0 ? null : new Set(findMachines(estate, vm).map(({ key }) => key))),
    () => (scope.shard === undefined ? null : readShard(scope.shard)),
    () => refuseTags(tag),
  ])
  const keys = new Set(found.map(({ key }) => nameKey(key)))
  return withPins(
    estate,
    ({ key, vault }) =>
      (keys.size > 0 && !keys.has(nameKey(vault))) ||
      (selected !== null && !selected.has(key)) ||
      (shard !== null && !isInShard(key, shard)),
  )
}

function refuseTags(tag: readonly string[]): void {
  if (tag.length === 0) return
  throw usageError('SELECTOR_NEEDS_AZURE', 'An inventory has no tags.', ['Select its VMs by --vm or by --vault.'])
}

function withPins(estate: Estate, isPinned: (machine: EstateMachine) => boolean): Estate {
  const machines = estate.machines.map((machine) => (isPinned(machine) ? { ...machine, isPinned: true } : machine))
  return { ...estate, machines }
}

/** Every name that no vault has is told. */
function findVaults({ vaults }: Estate, names: readonly string[]): EstateVault[] {
  const found = names.map((name) => vaults.find((one) => sameName(one.name, name) || sameName(one.key, name)))
  const wrong = names.filter((_, i) => found[i] === undefined)
  if (wrong.length > 0) {
    const known = vaults.map(({ name }) => name)
    throw notFoundError('VAULT_NOT_FOUND', `The inventory has no vault ${quoted(wrong)}.`, nearOrKnown(wrong, known))
  }
  return found.filter((vault) => vault !== undefined)
}

/** Every name that fits none or several is told, not the first only. */
function findMachines({ machines }: Estate, names: readonly string[]): EstateMachine[] {
  const known = groupBy(
    machines.flatMap((machine) => [...new Set(namesOf(machine).map(nameKey))].map((name) => ({ name, machine }))),
    ({ name }) => name,
  )
  const found = names.map((name) => ({ name, matches: known.get(nameKey(name)) ?? [] }))
  const wrong = found.filter(({ matches }) => matches.length !== 1)
  if (wrong.length > 0) throw notOne(wrong, machines)
  return found.flatMap(({ matches }) => matches.map(({ machine }) => machine))
}

function namesOf({ key, name }: EstateMachine): string[] {
  const group = tryParseArmId(key)?.resourceGroup
  return group === undefined ? [key, name] : [key, name, `${group}/${name}`]
}

function notOne(
  wrong: readonly { readonly name: string; readonly matches: readonly { readonly machine: EstateMachine }[] }[],
  machines: readonly EstateMachine[],
): AzbkError {
  const texts = wrong.flatMap(({ name, matches }) =>
    matches.length > 1 ? [`'${name}' may be ${matches.map((m) => m.machine.key).join(' or ')}`] : [],
  )
  const names = wrong.flatMap(({ name, matches }) => (matches.length === 0 ? [name] : []))
  const near = nearOrKnown(
    names,
    machines.map(({ name }) => name),
  )
  const missing = `The estate has no VM ${quoted(names)} with running backups.`
  if (texts.length === 0) return notFoundError('VM_NOT_FOUND', missing, near)
  const message = `Several VMs have the name: ${texts.join('; ')}.`
  const advice = 'Write group/name or the id.'
  if (names.length === 0) return usageError('VM_AMBIGUOUS', message, [advice])
  return usageError('VM_AMBIGUOUS', `${message}\n${missing}`, [advice, ...near])
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

/** What may be meant; where nothing is near, some of what there is. */
function nearOrKnown(wrong: readonly string[], known: readonly string[]): string[] {
  const near = wrong.flatMap((name) => closeNames(name, known).map((close) => `For '${name}', did you mean ${close}?`))
  if (near.length > 0) return near
  if (known.length === 0) return ['There is none to choose from.']
  return [`It has ${nameFirst([...new Set(known)], 5)}; write one of them, or its id.`]
}
