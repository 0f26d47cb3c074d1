import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commandReference } from './command-reference.js'
import { coverageTable } from './coverage.js'
import { findRefusals } from './coverage-refusals.js'
import { generateSchemas } from './schemas.js'

// npm run docs: what is generated and yet committed, so that a review sees it change.
const root = join(import.meta.dirname, '..')
const schemas = [...generateSchemas()].map(([name, text]) => [`schemas/${name}`, text] as const)
const texts = [
  ['docs/commands.md', await commandReference()],
  ['mocks/COVERAGE.md', await coverageTable(findRefusals())],
] as const
const files = new Map([...schemas, ...texts])

rmSync(join(root, 'schemas'), { recursive: true, force: true })
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
