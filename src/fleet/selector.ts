import { createHash } from 'node:crypto'
import { parseResourceName, type ResourceName, tryParseArmId } from '../core/arm-id.js'
import { refusedError, usageError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { nameKey, sameName } from '../core/names.js'
import { tellAllNow } from '../core/tell-all.js'

/** What a command line says about which VMs are meant; the values are as typed. */
export interface SelectorInput {
  /** Names, `group/name` or resource ids; `-` stands for the lines of `stdin`. */
  readonly vm?: readonly string[] | undefined
  /** `key=value`, all of which must hold. */
  readonly tag?: readonly string[] | undefined
  readonly all?: boolean | undefined
  /** `i/n`. */
  readonly shard?: string | undefined
  /** What was piped in; one VM per line, `#` starts a comment. */
  readonly stdin?: string | undefined
}

/** A VM as somebody wrote it; a bare name leaves the rest open. */
export interface MachineName extends ResourceName {
  readonly text: string
}

export interface Shard {
  /** From 1 to `of`. */
  readonly index: number
  readonly of: number
}

export interface Selector {
  readonly names: readonly MachineName[]
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  readonly shard: Shard | null
}

/**
 * Reads a selection. `group` tells that a resource group was named on the command line, which selects its VMs.
 * Nothing selected, or two ways that exclude each other, is a usage error: no verb acts on "everything" by omission.
 */
export function parseSelector(input: SelectorInput, group: boolean): Selector {
  const { tag = [], shard } = input
  const names = typedNames(input)
  tellAllNow([
    () => requireOneWay(input, { names, group }),
    ...names.map((text) => () => parseMachineName(text)),
    ...tag.map((text) => () => parseTag(text)),
    () => shard === undefined || readShard(shard),
  ])
  const parsed = { names: names.map(parseMachineName), tags: tag.map(parseTag) }
  return { ...parsed, shard: shard === undefined ? null : readShard(shard) }
}

function requireOneWay(
  { vm = [], tag = [], all }: SelectorInput,
  { names, group }: { readonly names: readonly string[]; readonly group: boolean },
): void {
  const broad = all === true || tag.length > 0
  if (vm.length === 0) {
    if (!broad && !group) throw nothingSelected('No VM is selected')
    return
  }
  if (broad)
    throw usageError('SELECTORS_CONFLICT', '--vm names VMs one by one; it does not go with --tag or --all.', [
      'Leave out --vm to select by --tag or --all, or leave those out to work on the VMs named.',
    ])
  if (names.length === 0) throw nothingSelected('Standard input named no VM')
}

function nothingSelected(what: string) {
  return usageError('NOTHING_SELECTED', `${what}.`, [
    'Name VMs with --vm <name|group/name|id> (repeatable; `-` reads ids from standard input).',
    'Or select them by --resource-group, by --tag key=value, or with --all.',
  ])
}

/** The VMs that were named, those that were piped in among them. */
export function typedNames(input: SelectorInput): string[] {
  const lines = (input.stdin ?? '').split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, '').trim())
  const typed = (input.vm ?? []).flatMap((text) => (text === '-' ? lines : [text.trim()]))
  return distinctBy(
    typed.filter((text) => text !== ''),
    nameKey,
  )
}

/** A VM from its name, `group/name` or resource id. */
export function parseMachineName(text: string): MachineName {
  if (sameName(tryParseArmId(text)?.path[0]?.[0] ?? '', 'virtualMachineScaleSets')) {
    throw refusedError(
      'SCALE_SET_UNIFORM',
      `'${text}' is a member of a uniform scale set; Azure Backup does not take those.`,
      ['Members of flexible scale sets are VMs of their own and can be protected one by one.'],
    )
  }
  const named = parseResourceName(text, 'virtualMachines')
  if (named !== undefined) return { text, ...named }
  throw usageError('INVALID_VM', `'${text}' does not name a VM.`, [
    'Write its name, its group and name as group/name, or its resource id ' +
      '(/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/virtualMachines/<name>).',
  ])
}

function parseTag(text: string): { key: string; value: string } {
  const at = text.indexOf('=')
  if (at > 0) return { key: text.slice(0, at), value: text.slice(at + 1) }
  throw usageError('INVALID_TAG', `--tag '${text}' is not key=value.`, ['For example --tag env=prod.'])
}

/** `i/n`. */
export function readShard(text: string): Shard {
  const [, index = 0, of = 0] = (text.match(/^(\d+)\/(\d+)$/) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw usageError('INVALID_SHARD', `--shard '${text}' is not i/n with i from 1 to n.`, ['For example --shard 2/4.'])
}

/** Whether a resource id belongs to a shard. Stable: other ids, their order and their case do not matter. */
export function isInShard(id: string, shard: Shard): boolean {
  return createHash('sha256').update(nameKey(id)).digest().readUInt32BE() % shard.of === shard.index - 1
}
