import type { ArmCall } from '../../arm-types.js'
import { type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import type { VaultRecord } from '../../service/model.js'

/** Items of other workloads that fit a filter. */
export function otherItemRows(vault: VaultRecord, filter: Record<string, string>): JsonObject[] {
  return vault.otherItems.map((other) => other.item).filter((row) => matches(row, filter))
}

/** Containers of other workloads that fit a filter. */
export function otherContainerRows(vault: VaultRecord, filter: Record<string, string>): JsonObject[] {
  return vault.otherItems.map((other) => other.container).filter((row) => matches(row, filter))
}

/** The item of another workload that a path names. */
export function findOtherItem(vault: VaultRecord, call: ArmCall): JsonObject | undefined {
  const { container, item } = call.params
  const isNamed = (row: JsonObject, name: string | undefined) => sameName(textOf(row.name), name)
  return vault.otherItems.find((other) => isNamed(other.container, container) && isNamed(other.item, item))?.item
}

/** Names of the items of other workloads: they keep a vault from being deleted. */
export function otherItemNames(vault: VaultRecord): string[] {
  return vault.otherItems.map(({ item }) => textOf(objectOf(item.properties).friendlyName) ?? '')
}

/** Items of other workloads counted by their kind. */
export function countOtherItems(vault: VaultRecord): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { item } of vault.otherItems) {
    const kind = textOf(objectOf(item.properties).backupManagementType) ?? ''
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

function matches(row: JsonObject, filter: Record<string, string>): boolean {
  const { backupManagementType, workloadType, friendlyName, policyName } = objectOf(row.properties)
  const tests: Record<string, unknown> = {
    backupmanagementtype: backupManagementType,
    workloadtype: workloadType,
    itemtype: workloadType,
    friendlyname: friendlyName,
    policyname: policyName,
  }
  return Object.entries(filter).every(([key, value]) => !(key in tests) || sameName(textOf(tests[key]), value))
}
