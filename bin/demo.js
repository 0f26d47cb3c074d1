#!/usr/bin/env node
// The main job, offline: the real binary and the real Azure SDKs against the mock, on a state file of its own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const AZBK = fileURLToPath(new URL('./run.js', import.meta.url))
const VMS = ['--vm', 'shop-web-01', '--vm', 'shop-web-02', '--vm', 'shop-db-01']

const STEPS = [
  ['Three VMs of the shop have no backup:', ['status', '--resource-group', 'rg-shop']],
  [
    'Make a vault in their region:',
    [
      'vault',
      'create',
      '--name',
      'vault-shop',
      '--resource-group',
      'rg-shop',
      '--location',
      'northeurope',
      '--redundancy',
      'GeoRedundant',
    ],
  ],
  [
    'An enhanced policy: every 4 hours, from the critical template:',
    ['policy', 'create', '--vault', 'vault-shop', '--name', 'critical-0800', '--template', 'critical'],
  ],
  ['Look before you leap:', ['protect', ...VMS, '--policy', 'critical-0800', '--dry-run']],
  ['Protect them:', ['protect', ...VMS, '--policy', 'critical-0800']],
  ['Back them up now, and watch (hours pass in seconds):', ['backup', ...VMS, '--retain-days', '30', '--wait']],
  ['What can be restored:', ['point', 'list', '--vm', 'shop-db-01']],
  ['And how they stand:', ['status', '--resource-group', 'rg-shop']],
]

const folder = mkdtempSync(join(tmpdir(), 'azbk demo '))
const env = { ...process.env, AZBK_MOCK: 'true', AZBK_MOCK_STATE: join(folder, 'mock.json'), AZBK_STATE_DIR: folder }
try {
  for (const [title, argv] of STEPS) {
    process.stdout.write(`\n# ${title}\n$ azbk ${argv.join(' ')}\n`)
    const { status } = spawnSync(process.execPath, [AZBK, ...argv], { stdio: ['ignore', 'inherit', 'inherit'], env })
    if (status !== 0) {
      process.exitCode = status ?? 1
      break
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

if (!process.exitCode) {
  process.stdout.write(`
That was the whole main job, on a mock of Azure kept in a file that is gone now. Type next:
  node bin/run.js status --all --mock        an estate of 60 VMs in three regions, with every odd case
  node bin/run.js vault list --mock -o json  the same for scripts
  node bin/run.js --help                     all commands
Without --mock, and after \`az login\`, the same commands work on Azure.
`)
}
