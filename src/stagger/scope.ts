import { tryParseArmId } from '../core/arm-id.js'
import { type AzbkError, notFoundError, usageError } from '../core/errors.js'
import { groupBy } from '../core/group.js'
import { closeNames, nameKey, sameName } from '../core/names.js'
import { isInShard, readShard, type SelectorInput } from '../fleet/selector.js'
import type { Estate, EstateMachine } from '../slots/estate.js'

/** The same estate with these VMs, by name, `group/name` or key, staying where they are. */
export function pinMachines(estate: Estate, names: readonly string[]): Estate {
  if (names.length === 0) return estate
  const pinned = new Set(findMachines(estate, names).map(({ key }) => key))
  return withPins(estate, (machine) => pinned.has(machine.key))
}

/** The part of an inventory that may move; all others stay where they are, and load the slots all the same. */
export function narrowInventory(
  estate: Estate,
  {
    vaults = [],
    vm = [],
    tag = [],
    shard: shardText,
  }: SelectorInput & { readonly vaults?: readonly string[] | undefined },
): Estate {
  if (tag.length > 0) {
    throw usageError('SELECTOR_NEEDS_AZURE', 'An inventory has no tags.', ['Select its VMs by --vm or by --vault.'])
  }
  const keys = new Set(vaults.map((name) => nameKey(vaultNamed(estate, name))))
  const selected = vm.length === 0 ? null : new Set(findMachines(estate, vm).map(({ key }) => key))
  const shard = shardText === undefined ? null : readShard(shardText)
  return withPins(
    estate,
    ({ key, vault }) =>
      (keys.size > 0 && !keys.has(nameKey(vault))) ||
      (selected !== null && !selected.has(key)) ||
      (shard !== null && !isInShard(key, shard)),
  )
}

function withPins(estate: Estate, isPinned: (machine: EstateMachine) => boolean): Estate {
  const machines = estate.machines.map((machine) => (isPinned(machine) ? { ...machine, isPinned: true } : machine))
  return { ...estate, machines }
}

function vaultNamed(estate: Estate, name: string): string {
  const vault = estate.vaults.find((one) => sameName(one.name, name) || sameName(one.key, name))
  if (vault !== undefined) return vault.key
  const names = estate.vaults.map((one) => one.name)
  throw notFoundError(
    'VAULT_NOT_FOUND',
    `The inventory has no vault '${name}'.`,
    closeNames(name, names).map((near) => `Did you mean ${near}?`),
  )
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
  const several = wrong.filter(({ matches }) => matches.length > 1)
  if (several.length > 0) {
    const texts = several.map(
      ({ name, matches }) => `'${name}' may be ${matches.map((m) => m.machine.key).join(' or ')}`,
    )
    return usageError('VM_AMBIGUOUS', `Several VMs have the name: ${texts.join('; ')}.`, [
      'Write group/name or the id.',
    ])
  }
  const names = machines.map(({ name }) => name)
  const close = wrong.flatMap(({ name }) =>
    closeNames(name, names).map((near) => `For '${name}', did you mean ${near}?`),
  )
  const what = wrong.map(({ name }) => `'${name}'`).join(', ')
  return notFoundError('VM_NOT_FOUND', `The estate has no VM ${what} with running backups.`, close)
}
