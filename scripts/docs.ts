import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commandReference } from './command-reference.js'
import { generateSchemas } from './schemas.js'

// npm run docs: what is generated and yet committed, so that a review sees it change.
const root = join(import.meta.dirname, '..')
const schemas = [...generateSchemas()].map(([name, text]) => [`schemas/${name}`, text] as const)
const files = new Map([...schemas, ['docs/commands.md', await commandReference()]])

rmSync(join(root, 'schemas'), { recursive: true, force: true })
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
