import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import { expect } from 'vitest'

const SCHEMAS = fileURLToPath(new URL('../../schemas', import.meta.url))

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
const validators = new Map<string, ValidateFunction>()

/** Holds a JSON document against `schemas/<name>.schema.json`, e.g. `vault-list` or `error`. */
export function expectMatchesSchema(name: string, document: unknown): void {
  const validate = validatorOf(name)
  validate(document)

  const problems = validate.errors?.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
  expect(problems ?? [], `stdout against schemas/${name}.schema.json`).toEqual([])
}

function validatorOf(name: string): ValidateFunction {
  const known = validators.get(name)
  if (known) return known
  const file = `${SCHEMAS}/${name}.schema.json`
  if (!existsSync(file)) throw new Error(`There is no schemas/${name}.schema.json: run \`npm run docs\`.`)
  const made = ajv.compile(JSON.parse(readFileSync(file, 'utf8')))
  validators.set(name, made)
  return made
}
