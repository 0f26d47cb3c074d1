import { usageError } from '../core/errors.js'
import { findJsonPlaces, placeAt } from '../core/json-places.js'
import { checkSchema } from '../core/yaml-check.js'
import { knownWords } from '../policies/file.js'
import type { InventoryFile, InventoryText } from './inventory-file.js'
import { salvageInventory } from './inventory-salvage.js'
import { inventorySchema } from './inventory-schema.js'

/** Reads an inventory in JSON. What is no JSON at all is thrown. */
export async function readJsonInventory(file: string, text: string): Promise<InventoryText> {
  const content = parseJson(file, text)
  const prepared = withKnownWords(content)
  const problems = await checkSchema(prepared, { schema: inventorySchema(), hint: () => "must be a number or 'last'" })
  const paths = problems.map(({ path }) => path)
  return {
    content: problems.length > 0 ? salvageInventory(prepared, paths) : (prepared as InventoryFile),
    problems,
    placesOf: (paths) => findJsonPlaces(text, paths).map(({ line, column }) => `${line}:${column}`),
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = (error as Error).message.replace(/\s+/g, ' ')
    const offset = /position (\d+)/.exec(reason)?.[1]
    const place = offset === undefined ? undefined : placeAt(text, Number(offset))
    const where = place === undefined ? file : `${file}:${place.line}:${place.column}`
    throw usageError('INVENTORY_INVALID', `${where}: this is not JSON: ${reason}.`, [
      'docs/stagger.md shows the form; a table of VMs is taken as CSV when its name ends in .csv.',
    ])
  }
}

/** Words in policies and states are taken in any case. */
function withKnownWords(content: unknown): unknown {
  if (typeof content !== 'object' || content === null) return content
  const { policies, tiers, machines } = content as Record<string, unknown>
  const each = (rows: unknown, prepare: (row: object) => object) =>
    Array.isArray(rows) ? rows.map((row) => (typeof row === 'object' && row !== null ? prepare(row) : row)) : rows
  return {
    ...content,
    ...(policies !== undefined && { policies: each(policies, inSpec('spec')) }),
    ...(tiers !== undefined && { tiers: each(tiers, inSpec('policy')) }),
    ...(machines !== undefined && { machines: each(machines, lowerState) }),
  }
}

function inSpec(key: 'spec' | 'policy') {
  return (row: object) => (key in row ? { ...row, [key]: knownWords((row as Record<string, unknown>)[key]) } : row)
}

function lowerState(row: object): object {
  return 'state' in row && typeof row.state === 'string' ? { ...row, state: row.state.toLowerCase() } : row
}
