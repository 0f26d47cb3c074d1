import { formatArmId } from '../core/arm-id.js'
import { nameKey } from '../core/names.js'
import type { Blocker } from '../model/plan.js'
import type { NewMachine } from '../model/restore.js'
import { chooseSubnet, isBlocked, type LandingWish } from './landing.js'
import type { RestorePlaces } from './places.js'
import { checkJoin } from './preflight/permissions.js'

/** Stands for the name of the VM in the names of new ones. */
const VM_PLACEHOLDER = '{vm}'

export interface NewMachineWish extends LandingWish {
  /** With {@link VM_PLACEHOLDER}; `{vm}-restored` when nothing was typed. */
  readonly name?: string | undefined
}

/** What a new VM is made of, as far as it can be had, and all that stands in its way. */
export interface Designed {
  readonly machine: NewMachine | null
  readonly blockers: readonly Blocker[]
}

/** The new VM for a source. `region` is the one in which it is made. */
export function designMachine(
  source: { readonly name: string; readonly region: string },
  wish: NewMachineWish,
  places: RestorePlaces,
): Designed {
  const { group, networks, takenNames } = places
  const name = newName(source.name, wish)
  const landing = chooseSubnet(networks, source.region, wish)
  const blockers = [
    ...checkName(source.name, name, takenNames),
    ...(isBlocked(landing) ? [landing] : checkJoin(places, landing)),
  ]
  if (group === null || blockers.length > 0 || isBlocked(landing)) return { machine: null, blockers }
  const { subscriptionId } = group
  const path = [['virtualMachines', name]] as const
  const id = formatArmId({ subscriptionId, resourceGroup: group.name, provider: 'Microsoft.Compute', path })
  return { machine: { id, networkId: landing.network.id, subnetId: landing.subnet.id }, blockers }
}

export function newName(vm: string, { name = `${VM_PLACEHOLDER}-restored` }: NewMachineWish): string {
  return name.replaceAll(VM_PLACEHOLDER, vm)
}

/** With the placeholder, so that it serves many VMs. */
function freeName(vm: string, taken: ReadonlySet<string>, turn = 1): string {
  const name = `${VM_PLACEHOLDER}-restored${turn === 1 ? '' : `-${turn}`}`
  return taken.has(nameKey(newName(vm, { name }))) ? freeName(vm, taken, turn + 1) : name
}

/** What Azure takes as the name of a VM. Source: Microsoft docs, naming rules for Azure resources (virtualMachines). */
const VM_NAME = /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9_])?$/i

function checkName(vm: string, name: string, taken: ReadonlySet<string>): Blocker[] {
  const another = [`Choose another name, e.g. --name ${freeName(vm, taken)}`]
  if (!VM_NAME.test(name)) {
    const message = `'${name}' is no name for a VM: up to 64 letters, digits, '.', '-' and '_', with a letter or digit first.`
    return [{ code: 'INVALID_VM_NAME', message, suggestions: another }]
  }
  if (!taken.has(nameKey(name))) return []
  return [{ code: 'VM_NAME_TAKEN', message: `The target group has a VM '${name}' already.`, suggestions: another }]
}
