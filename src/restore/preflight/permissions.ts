import { type ArmId, formatArmId } from '../../core/arm-id.js'
import { nameKey } from '../../core/names.js'
import { lackedActions, type ScopePermissions } from '../../model/permissions.js'
import type { Blocker } from '../../model/plan.js'
import type { RestoreMode } from '../../model/restore.js'
import type { RestorePlaces } from '../places.js'
import type { RestoreTarget } from '../survey.js'
import type { Check } from './facts.js'

const DISKS = 'Microsoft.Compute/disks/write'
const MACHINES = 'Microsoft.Compute/virtualMachines/write'
/** What Azure does in the name of the login where things are made. Source: Microsoft docs, "Use Azure RBAC to manage Azure Backup recovery points". */
const NEEDED: Readonly<Record<RestoreMode, readonly string[]>> = {
  disks: [DISKS],
  vm: [DISKS, MACHINES, 'Microsoft.Network/networkInterfaces/write'],
  replace: [DISKS, MACHINES],
}
const MACHINE_ROLE = 'Virtual Machine Contributor'
const JOIN = ['Microsoft.Network/virtualNetworks/subnets/join/action']

export const checkPermissions: Check = ({ mode, target, places }) => {
  const scope = placeOf(mode, target, places)
  return scope === null ? [] : missingAt(places.permissions, { ...scope, needed: NEEDED[mode], role: MACHINE_ROLE })
}

/** Where things are made: in the target group, or in that of the VM whose disks are replaced. Null when that does not exist. */
export function placeOf(
  mode: RestoreMode,
  { subject, machine }: Pick<RestoreTarget, 'subject' | 'machine'>,
  { group }: Pick<RestorePlaces, 'group'>,
): { readonly id: ArmId; readonly what: string } | null {
  if (mode !== 'replace') return group && { id: group.id, what: `restore into group '${group.name}'` }
  if (machine === null) return null
  const { subscriptionId, resourceGroup } = subject
  const id = formatArmId({ subscriptionId, resourceGroup, path: [] })
  return { id, what: `replace disks of VM '${subject.name}' in its group '${resourceGroup}'` }
}

/** Whether the network interface of a new VM may be put into a subnet. */
export function checkJoin(
  places: Pick<RestorePlaces, 'permissions'>,
  {
    subnet,
    network,
  }: { readonly subnet: { readonly id: ArmId; readonly name: string }; readonly network: { readonly name: string } },
): Blocker[] {
  const what = `put a VM into subnet '${subnet.name}' of network '${network.name}'`
  return missingAt(places.permissions, { id: subnet.id, what, needed: JOIN, role: MACHINE_ROLE })
}

interface Scope {
  readonly id: string
  /** What is to be done there, in words. */
  readonly what: string
  readonly needed: readonly string[]
  /** The built-in role that is enough. */
  readonly role: string
}

/** Says nothing about scopes whose permissions were not read: Azure will tell. */
export function missingAt(permissions: ScopePermissions | undefined, { id, what, needed, role }: Scope): Blocker[] {
  const missing = lackedActions(permissions?.get(nameKey(id)), needed)
  if (missing.length === 0) return []
  const message = `This login may not ${what}: it lacks ${missing.join(', ')}.`
  const suggestions = [`az role assignment create --role "${role}" --assignee <login> --scope ${id}`]
  return [{ code: 'MISSING_PERMISSIONS', message, suggestions, exit: 'noPermission' }]
}
