#!/usr/bin/env node
// The command line straight from the TypeScript sources: no build, slower start.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../src/cli/main.ts')
const root = fileURLToPath(new URL('..', import.meta.url))
// Where package.json points into dist, the sources have the same place.
const text = readFileSync(`${root}/package.json`, 'utf8').replace(/\.\/dist\/((?:src|commands)[^"]*)"/g, (_, path) => {
  return `./${path.replace(/\.js$/, '.ts')}"`
})
await main({ root, ignoreManifest: true, pjson: JSON.parse(text) })
