import { findMachine, listMachines } from '../azure/machines.js'
import { resolveSubscriptions } from '../azure/subscriptions.js'
import type { AppContext } from '../context.js'
import { AzbkError, notFoundError, usageError } from '../core/errors.js'
import { distinctBy, groupBy } from '../core/group.js'
import { mapLimited, READS_AT_ONCE } from '../core/limits.js'
import { closeNames, compareNamed, compareNames, nameKey, sameName } from '../core/names.js'
import type { Machine } from '../model/machine.js'
import { isInShard, type MachineName, parseSelector, type Selector, type SelectorInput } from './selector.js'

/** Up to this many VMs are read one by one, with their power state; more come from one list per subscription. */
const FEW = 2
/**
 * The VMs that a command line means, by name. Unknown names are all listed with close ones (exit 4), ambiguous ones
 * with their candidates (exit 2). A resource group that was not typed narrows bare names, and selects nothing itself.
 */
export async function selectMachines(ctx: AppContext, input: SelectorInput): Promise<Machine[]> {
  const selector = readSelector(ctx, input)
  const machines =
    selector.names.length > 0
      ? requireKnown(await lookUpNames(ctx, selector.names))
      : await broadMachines(ctx, selector)
  return machines
    .filter((machine) => selector.shard === null || isInShard(machine.id, selector.shard))
    .sort(compareNamed)
}

/** The resource group that was typed, which selects; one that is only set narrows. */
export function typedGroup({ resourceGroup, origins }: AppContext['settings']): string | null {
  return origins.resourceGroup?.source === 'flag' ? resourceGroup : null
}

/** The selection, bare names narrowed to the resource group of the settings. */
export function readSelector(ctx: AppContext, input: SelectorInput): Selector {
  const { resourceGroup } = ctx.settings
  const selector = parseSelector(input, typedGroup(ctx.settings) !== null)
  if (resourceGroup === null) return selector
  return { ...selector, names: selector.names.map((name) => ({ resourceGroup, ...name })) }
}

async function broadMachines(ctx: AppContext, selector: Selector): Promise<Machine[]> {
  const group = ctx.settings.resourceGroup
  const rows = await listAll(ctx, await resolveSubscriptions(ctx), group)
  const found = rows.filter((machine) => matchTags(machine, selector.tags))
  if (found.length > 0) return found
  const tags = selector.tags.map((tag) => `${tag.key}=${tag.value}`).join(', ')
  const where = group === null ? 'in the subscription' : `in resource group '${group}'`
  throw notFoundError('NO_VM_MATCHES', `There is no VM${tags === '' ? '' : ` with tag ${tags}`} ${where}.`, [
    '`az vm list -o table` shows the VMs that this login can see.',
  ])
}

/** Whether a VM has all the tags. */
export function matchTags(machine: Machine, tags: Selector['tags']): boolean {
  return tags.every((tag) => hasTag(machine, tag))
}

/** As Azure does: tag names without case, tag values with it. */
function hasTag(machine: Machine, tag: { key: string; value: string }): boolean {
  return Object.entries(machine.tags).some(([key, value]) => sameName(key, tag.key) && value === tag.value)
}

/** Every VM of the subscriptions in scope. */
export async function machinesInScope(ctx: AppContext): Promise<Machine[]> {
  return listAll(ctx, await resolveSubscriptions(ctx), null)
}

async function listAll(ctx: AppContext, subscriptions: readonly string[], group: string | null): Promise<Machine[]> {
  const scope = group === null ? {} : { resourceGroup: group }
  return (await mapLimited(subscriptions, READS_AT_ONCE, (id) => listMachines(ctx.session, id, scope))).flat()
}

/** What names mean: those that fit none are told with what they may have meant. */
export interface LookedUp<T extends Named> {
  readonly found: T[]
  readonly unknown: readonly MachineName[]
  /** What names were compared with. */
  readonly known: readonly T[]
}

/** What the names mean, or that some of them mean nothing: VM_NOT_FOUND (4). */
export function requireKnown<T extends Named>({ found, unknown, known }: LookedUp<T>): T[] {
  if (unknown.length > 0) throw unknownNames(unknown, known)
  return found
}

/** The VMs of names. */
export async function lookUpNames(ctx: AppContext, names: readonly MachineName[]): Promise<LookedUp<Machine>> {
  const single = names.length <= FEW && names.every((name) => name.resourceGroup !== undefined)
  return single ? readOneByOne(ctx, names) : pickFromLists(ctx, names)
}

async function readOneByOne(ctx: AppContext, names: readonly MachineName[]): Promise<LookedUp<Machine>> {
  const scope = await resolveSubscriptions(ctx)
  const found = await mapLimited(names, READS_AT_ONCE, async (name) => {
    const { resourceGroup = '' } = name
    const subscriptions = name.subscriptionId === undefined ? scope : [name.subscriptionId]
    const read = (subscriptionId: string) =>
      findMachine(ctx.session, { subscriptionId, resourceGroup, name: name.name })
    return (await mapLimited(subscriptions, READS_AT_ONCE, read)).filter((machine) => machine !== undefined)
  })
  // A list, made only now, tells which names are close to a wrong one.
  if (found.some((candidates) => candidates.length === 0)) return pickFromLists(ctx, names)
  return matchNames(names, found.flat())
}

async function pickFromLists(ctx: AppContext, names: readonly MachineName[]): Promise<LookedUp<Machine>> {
  const open = names.some((name) => name.subscriptionId === undefined)
  const wanted = [
    ...names.flatMap((name) => name.subscriptionId ?? []),
    ...(open ? await resolveSubscriptions(ctx) : []),
  ]
  return matchNames(names, await listAll(ctx, distinctBy(wanted, nameKey), null))
}

/** What a name is compared with: a VM, or what is left of one in a vault. */
export interface Named {
  readonly id: string
  readonly name: string
  readonly resourceGroup: string
  readonly subscriptionId: string
}

/** The VM of each name; names that fit several are told, not the first only (exit 2). */
export function matchNames<T extends Named>(names: readonly MachineName[], machines: readonly T[]): LookedUp<T> {
  const byName = groupBy(machines, (machine) => nameKey(machine.name))
  const matches = names.map((name) => ({
    name,
    candidates: (byName.get(nameKey(name.name)) ?? []).filter((machine) => fits(machine, name)),
  }))
  const ambiguous = matches.filter(({ candidates }) => candidates.length > 1)
  const unknown = matches.filter(({ candidates }) => candidates.length === 0).map(({ name }) => name)
  if (ambiguous.length > 0) throw ambiguousNames(ambiguous, unknown)
  const found = new Map(matches.flatMap(({ candidates }) => candidates.map((one) => [nameKey(one.id), one])))
  return { found: [...found.values()], unknown, known: machines }
}

function fits(machine: Named, name: MachineName): boolean {
  return (
    (name.resourceGroup === undefined || sameName(name.resourceGroup, machine.resourceGroup)) &&
    (name.subscriptionId === undefined || sameName(name.subscriptionId, machine.subscriptionId))
  )
}

function ambiguousNames(
  matches: readonly { name: MachineName; candidates: readonly Named[] }[],
  unknown: readonly MachineName[],
): AzbkError {
  const texts = matches.map(({ name, candidates }) => {
    const ids = candidates.map((machine) => `${machine.resourceGroup}/${machine.name}`)
    // The same group and name in two subscriptions: only the id tells them apart.
    const shown = new Set(ids.map(nameKey)).size === ids.length ? ids : candidates.map((machine) => machine.id)
    return `'${name.text}' may be ${shown.sort(compareNames).join(' or ')}`
  })
  const missing = unknown.length === 0 ? '' : ` Not found at all: ${unknown.map((name) => name.text).join(', ')}.`
  return usageError('VM_AMBIGUOUS', `Several VMs have the name: ${texts.join('; ')}.${missing}`, [
    'Write group/name or the resource id, or add --resource-group.',
  ])
}

/** Names that mean no VM, with those near them. */
export function unknownNames(names: readonly MachineName[], machines: readonly Named[]): AzbkError {
  const known = machines.map((machine) => machine.name)
  const close = names.flatMap((name) => {
    const elsewhere = machines.filter((machine) => sameName(machine.name, name.name))
    const likely =
      elsewhere.length > 0 ? elsewhere.map((m) => `${m.resourceGroup}/${m.name}`) : closeNames(name.name, known)
    return likely.length === 0 ? [] : [`For '${name.text}', did you mean ${likely.join(' or ')}?`]
  })
  const several = names.find(({ text }) => text.includes(','))?.text.split(',') ?? []
  const apart =
    several.length === 0 ? [] : [`--vm takes one VM: write ${several.map((one) => `--vm ${one.trim()}`).join(' ')}`]
  const what = names.map((name) => `'${name.text}'`).join(', ')
  return new AzbkError({
    code: 'VM_NOT_FOUND',
    exit: 'notFound',
    message: names.length === 1 ? `There is no VM ${what}.` : `${names.length} VMs do not exist: ${what}.`,
    suggestions: [...close, ...apart, '`az vm list -o table` shows the VMs that this login can see.'],
    details: { unknown: names.map((name) => name.text) },
  })
}
