import type { Settings } from '../config/settings.js'
import { type AzbkError, usageError } from '../core/errors.js'
import { figure } from '../core/figure.js'
import { distinctBy } from '../core/group.js'
import { readText } from '../core/read-text.js'
import type { Estate } from '../slots/estate.js'
import type { StaggerFinding } from '../slots/findings.js'
import { checkInventory } from './inventory-check.js'
import { readCsvInventory } from './inventory-csv.js'
import { estateOfInventory } from './inventory-estate.js'
import type { InventoryProblem, InventoryText } from './inventory-file.js'
import { readJsonInventory } from './inventory-json.js'

/** An estate, from wherever it was read, and what was found out on the way. */
export interface EstateReading {
  readonly estate: Estate
  readonly findings: readonly StaggerFinding[]
}

/** The estate of an inventory file: CSV when its name says so, else JSON. All its mistakes are one usage error. */
export async function readInventory(file: string, settings: Pick<Settings, 'tiers'>): Promise<EstateReading> {
  const text = await readText(file, (why) =>
    usageError('INVENTORY_UNREADABLE', `Inventory ${file} cannot be read: ${why}.`, [
      'Check the path given with --inventory.',
    ]),
  )
  return parseInventory(file, text, settings)
}

export async function parseInventory(
  file: string,
  text: string,
  settings: Pick<Settings, 'tiers'>,
): Promise<EstateReading> {
  const read = /\.csv$/i.test(file) ? await readCsvInventory(file, text) : await readJsonInventory(file, text)
  const tiers = Object.values(settings.tiers).map(({ name }) => name)
  const problems = [...read.problems, ...(read.content === null ? [] : checkInventory(read.content, tiers))]
  if (read.content === null || problems.length > 0) throw invalid(file, read, problems)
  return estateOfInventory(read.content, settings)
}

/** Lines, then columns, as numbers. */
const PLACES = new Intl.Collator('en-US', { numeric: true })

/** Beyond these, a file is of another kind, or one mistake was made in each row. */
const MOST_SHOWN = 200

function invalid(file: string, read: InventoryText, problems: readonly InventoryProblem[]): AzbkError {
  const places = read.placesOf(problems.map(({ path }) => path))
  const told = problems
    .map(({ message }, i) => ({ place: places[i] ?? '1', message }))
    .sort((a, b) => PLACES.compare(a.place, b.place))
    .map(({ place, message }) => `  ${file}:${place}: ${message}`)
  // A row of a table stands for a VM and for its policy: what is wrong with both is told once.
  const all = distinctBy(told, (line) => line)
  const lines = all.slice(0, MOST_SHOWN)
  const more = all.length - lines.length
  const head = all.length === 1 ? 'The inventory has a mistake:' : `The inventory has ${figure(all.length)} mistakes:`
  return usageError(
    'INVENTORY_INVALID',
    [head, ...lines, ...(more > 0 ? [`  and ${figure(more)} more`] : [])].join('\n'),
    ['Mend the places named above; docs/stagger.md describes the inventory.'],
  )
}
