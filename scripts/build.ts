import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Plugin, settings } from '@oclif/core'
import { bundle } from './bundle.js'
import { thirdPartyNotices } from './third-party-notices.js'

// npm run build: dist/ with the bundle, its type declarations and the licences of what is inside, and oclif's manifest.
// `--bundle-only` leaves the compiler out, for a quick look at the real binary while types are still wrong.
const root = join(import.meta.dirname, '..')
const bundleOnly = process.argv.includes('--bundle-only')

rmSync(join(root, 'dist'), { recursive: true, force: true })
// The compiler checks everything and writes the declarations; esbuild needs neither.
const [metafile] = await Promise.all([bundle(root), bundleOnly || compile()])
writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, metafile))
writeFileSync(join(root, 'oclif.manifest.json'), JSON.stringify(await manifest()))

async function compile(): Promise<void> {
  const argv = [join(root, 'node_modules/typescript/bin/tsc'), '--emitDeclarationOnly']
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) process.exit(1)
}

/** All flags, arguments and texts of the commands, so that oclif loads one command file instead of all. */
async function manifest(): Promise<Plugin['manifest']> {
  settings.enableAutoTranspile = false
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  return plugin.manifest
}
