#!/usr/bin/env node
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// From Node 22.1 on: later starts skip compiling.
module.enableCompileCache?.()
const { main } = await import('../dist/src/cli/main.js')
await main({ root: fileURLToPath(new URL('..', import.meta.url)) })
