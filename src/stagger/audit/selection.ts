import { nameKey } from '../../core/names.js'
import { type SelectorInput, typedNames } from '../../fleet/selector.js'

/** The VMs that an audit was narrowed to, as typed. */
export interface AuditSelection {
  readonly vm: readonly string[]
  readonly tag: readonly string[]
  readonly resourceGroup: string | null
  readonly shard: string | null
}

/** Null when nobody narrowed it: all VMs of the vaults in scope. */
export function selectionOf(input: SelectorInput, resourceGroup: string | null): AuditSelection | null {
  const { tag = [], shard = null } = input
  const vm = typedNames(input)
  const isWhole = vm.length + tag.length === 0 && shard === null && resourceGroup === null
  return isWhole ? null : { vm: [...vm].sort(), tag: [...tag].sort(), resourceGroup, shard }
}

export function isSelection(value: unknown): value is AuditSelection {
  const { vm, tag } = (value ?? {}) as Partial<Record<keyof AuditSelection, unknown>>
  return Array.isArray(vm) && Array.isArray(tag)
}

export function isSameSelection(a: AuditSelection | null, b: AuditSelection | null): boolean {
  return JSON.stringify(keyOf(a)) === JSON.stringify(keyOf(b))
}

function keyOf(selection: AuditSelection | null) {
  if (selection === null) return null
  const { vm, tag, resourceGroup, shard } = selection
  return [vm.map(nameKey).sort(), tag, nameKey(resourceGroup ?? ''), shard]
}

const MOST_NAMES = 5

/** `all VMs`, or `the VMs of --tag env=prod`. */
export function saySelection(selection: AuditSelection | null): string {
  if (selection === null) return 'all VMs'
  const { vm, tag, resourceGroup, shard } = selection
  const words = [
    ...vm.slice(0, MOST_NAMES).map((name) => `--vm ${name}`),
    ...(vm.length > MOST_NAMES ? [`and ${vm.length - MOST_NAMES} more`] : []),
    ...tag.map((one) => `--tag ${one}`),
    ...(resourceGroup === null ? [] : [`--resource-group ${resourceGroup}`]),
    ...(shard === null ? [] : [`--shard ${shard}`]),
  ]
  return `the VMs of ${words.join(' ')}`
}
