import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { generateSchemas } from '../../scripts/schemas.js'

const FOLDER = fileURLToPath(new URL('../../schemas', import.meta.url))

it('publishes the schema of each result as it is now: else run `npm run docs` and look at what changed', () => {
  const published = readdirSync(FOLDER).map((name) => [name, readFileSync(`${FOLDER}/${name}`, 'utf8')] as const)

  expect(Object.fromEntries(published)).toEqual(Object.fromEntries(generateSchemas()))
})
