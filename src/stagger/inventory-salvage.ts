import type { Path } from '../core/yaml-check.js'
import type { InventoryFile } from './inventory-file.js'

/** Rows of an inventory that say nothing: none of their members is a mistake, and nothing is known by the name ''. */
const BLANK_ROWS = {
  vaults: { name: '' },
  tiers: { name: '' },
  policies: { vault: '', name: '', start: '00:00' },
  machines: { vault: '', name: '' },
} satisfies { readonly [List in keyof InventoryFile]: NonNullable<InventoryFile[List]>[number] }

const BLANK_DISK = { sizeGb: 1 }

type Row = Readonly<Record<string, unknown>>

/**
 * What an inventory of a wrong shape says all the same, so that what it says can be checked too: each member with a mistake
 * is left out, rows stay where they are. Null for what is no object. `paths`: those of the mistakes.
 */
export function salvageInventory(content: unknown, paths: readonly Path[]): InventoryFile | null {
  if (!isRow(content)) return null
  const lists = Object.entries(BLANK_ROWS).map(([list, blank]) => {
    const own = paths.filter(([first]) => first === list)
    const rows = content[list]
    if (Array.isArray(rows)) return [list, salvageRows(rows, { blank, paths: own })]
    // Nobody knows what the list was to hold: nothing is unknown then.
    return [list, rows === undefined && list !== 'vaults' ? [] : [blank]]
  })
  return Object.fromEntries(lists) as InventoryFile
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function salvageRows(
  rows: readonly unknown[],
  { blank, paths }: { readonly blank: Row; readonly paths: readonly Path[] },
): unknown[] {
  const salvaged = [...rows]
  for (const [, i, key, place] of paths) {
    const row = salvaged[i as number]
    const { [key as string]: member, ...others } = isRow(row) ? row : {}
    const isOneDisk = key === 'disks' && Array.isArray(member) && place !== undefined
    salvaged[i as number] = {
      ...blank,
      ...others,
      ...(isOneDisk && { disks: member.map((disk, d) => (d === place ? BLANK_DISK : disk)) }),
    }
  }
  return salvaged
}
