#!/usr/bin/env node
// The command line straight from the TypeScript sources: no build, slower start.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../src/cli/main.ts')
const root = fileURLToPath(new URL('..', import.meta.url))
// Where package.json points into dist, the sources have the same place.
const text = readFileSync(`${root}/package.json`, 'utf8').replace(/\.\/dist\/((?:src|commands)[^"]*)"/g, (_, path) => {
  return `./${path.replace(/\.js$/, '.ts')}"`
})
const pjson = JSON.parse(text)
// A manifest of the last build would be taken for the sources: only a plugin made here can leave it aside.
const plugin = new Plugin({ root, pjson, isRoot: true, ignoreManifest: true })
await plugin.load()
await main({ root, pjson, plugins: new Map([[plugin.name, plugin]]) })
