import { readFileSync } from 'node:fs'
import RestoreFiles from '../../commands/restore/files.js'
import type { RestoreFilesResult } from '../../src/restore/files.js'
import { type BackupWorld, type BackupWorldOptions, createBackupWorld } from './backup-world.js'
import { type RunOptions, runForJson } from './run-command.js'

/** Requests that mount files. */
export const MOUNT = /\/provisionInstantItemRecovery/
export const UNMOUNT = /\/revokeInstantItemRecovery/

export interface VmBody {
  readonly osType?: 'Linux' | 'Windows'
  readonly dataDisks?: readonly object[]
}

/** `web-01` with one point. */
export function createFileWorld(
  { osType = 'Linux', dataDisks = [] }: VmBody = {},
  options: BackupWorldOptions = {},
): BackupWorld {
  const world = createBackupWorld({ vms: [], isProtected: [], ...options })
  world.put(world.vmId('web-01'), {
    location: 'westeurope',
    properties: {
      hardwareProfile: { vmSize: 'Standard_D32s_v5' },
      storageProfile: { osDisk: { osType, diskSizeGB: 127 }, dataDisks },
    },
  })
  world.mock.control.advance(60_000)
  world.protect('web-01', { policyId: `${world.vaultId}/backupPolicies/EnhancedPolicy` })
  world.startBackup('web-01')
  world.finishBackup()
  return world
}

/** Runs the command on `web-01`. */
export function openFiles({ mock }: BackupWorld, argv: readonly string[], options: RunOptions = {}) {
  return runForJson<RestoreFilesResult | undefined>(RestoreFiles, ['--vm', 'web-01', ...argv], { mock, ...options })
}

/** Names of the points whose files are mounted. */
export function mounted(world: BackupWorld): string[] {
  type Rows = { value: { name: string; properties: { isInstantIlrSessionActive: boolean } }[] }
  const { value } = world.get<Rows>(`${world.itemPath('web-01')}/recoveryPoints`)
  return value.filter(({ properties }) => properties.isInstantIlrSessionActive).map(({ name }) => name)
}

/** How many requests went there. */
export function sent(world: BackupWorld, path: RegExp): number {
  return world.mock.control.requests.entries.filter((entry) => path.test(entry.path)).length
}

/** That in the head of a script. */
export const passwordIn = (file: string) => /^# Password: (\w{15})$/m.exec(readFileSync(file, 'utf8'))?.[1]
