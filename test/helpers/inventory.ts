import { expect } from 'vitest'
import { BUILT_IN_TIERS } from '../../src/config/tiers.js'
import { AzbkError } from '../../src/core/errors.js'
import { parseInventory } from '../../src/stagger/inventory.js'

export const INVENTORY_SETTINGS = { tiers: BUILT_IN_TIERS }

export const csvInventory = (...lines: string[]) => parseInventory('vms.csv', lines.join('\n'), INVENTORY_SETTINGS)

/** What a reading says is wrong, line by line. */
export async function mistakes(reading: Promise<unknown>): Promise<string[]> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AzbkError)) throw new Error(`not refused, but ${String(error)}`)
  expect(error.exitCode).toBe(2)
  const [first = '', ...lines] = error.message.split('\n')
  return lines.length === 0 ? [first] : lines.map((line) => line.trim())
}
