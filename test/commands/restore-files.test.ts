import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import MockRecord from '../../commands/mock/record.js'
import RestoreFiles from '../../commands/restore/files.js'
import { allCommands } from '../helpers/all-commands.js'
import type { BackupWorld } from '../helpers/backup-world.js'
import { createFileWorld, MOUNT, mounted, openFiles, passwordIn, sent } from '../helpers/file-world.js'
import { worldWithOldPoints } from '../helpers/old-points.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const HOUR_MS = 3_600_000

describe('azbk restore files', () => {
  it('mounts the files of the latest point and writes the script with its password, for the user alone', async () => {
    const world = createFileWorld()
    const out = join(await folderWith(), 'open.py')

    const run = await openFiles(world, ['--out', out])

    expect(run.result).toMatchObject({
      applied: true,
      name: 'web-01',
      script: { file: out, passwordFile: null, os: 'Linux', name: expect.stringMatching(/^web-01_westeurope_.*\.py$/) },
      revoked: false,
    })
    expect(mounted(world)).toEqual([run.result?.point?.name])
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(readFileSync(out, 'utf8')).toMatch(
      /^#!.*python3\n# Password: \w{15}\n(.*\n)*TargetPassword="UserInput012345"/,
    )
    expect(run.exitCode).toBe(0)
  })

  it('says that disks can be restored from the paired region when that of the vault is down', async () => {
    const world = createFileWorld()
    world.mock.control.inject({ region: 'westeurope', fault: { kind: 'region-down' } })

    const run = await openFiles(world, ['--out', await folderWith()])

    const way = expect.stringContaining('azbk restore disks --cross-region')
    expect(run.error).toMatchObject({ code: 'AZURE_UNAVAILABLE', suggestions: expect.arrayContaining([way]) })
    expect(run.exitCode).toBe(1)
  })

  it('says how to come from the script to the files, and how to unmount them', async () => {
    const world = createFileWorld()
    const out = join(await folderWith(), 'open.py')

    const run = await runAzbk(RestoreFiles, ['--vm', 'web-01', '--out', out], { mock: world.mock })

    const [point] = mounted(world)
    expect(run.stdout).toContain('The files are mounted until 2026-03-02 21:')
    expect(run.stdout).toContain('sudo python3 open.py')
    expect(run.stdout).toContain('on ports 443 and 3260')
    expect(run.stdout).toContain(`azbk restore files --vm rg-app/web-01 --point ${point} --unmount`)
  })

  it('writes the program for Windows and its password to two files, under the name that Azure gave it', async () => {
    const world = createFileWorld({ osType: 'Windows' })
    const folder = await folderWith()

    const run = await openFiles(world, ['--out', folder])

    const { script } = run.result ?? {}
    expect(script).toMatchObject({
      os: 'Windows',
      file: join(folder, script?.name ?? ''),
      name: expect.stringMatching(/\.exe$/),
    })
    expect(readFileSync(script?.file ?? '', 'utf8')).toContain('This is the program of a mock')
    expect(readFileSync(script?.passwordFile ?? '', 'utf8')).toMatch(/^\w{15}\r\n$/)
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600)
  })

  it.each([['Linux'], ['Windows']] as const)('prints and records nothing of what it wrote for %s', async (osType) => {
    const world = createFileWorld({ osType })
    const folder = await folderWith()
    const [out, traffic] = [join(folder, 'open'), join(folder, 'traffic.jsonl')]
    const commands = await allCommands()
    const argv = [traffic, '--', 'restore', 'files', '--vm', 'web-01', '--out', out, '--unmount-after', '1h', '--debug']

    const run = await runAzbk(MockRecord, argv, { mock: world.mock, commands })

    const password = passwordIn(out) ?? readFileSync(`${out}.password`, 'utf8').trim()
    const shown = `${run.stdout}${run.stderr}${readFileSync(traffic, 'utf8')}`
    expect(run.exitCode).toBe(0)
    expect(shown).toContain('provisionInstantItemRecovery')
    expect(password).toHaveLength(15)
    expect(shown).not.toContain(password)
    for (const text of ['TargetPassword', 'of a mock'])
      for (const form of [text, Buffer.from(`x${text}`).toString('base64').slice(4, -4)])
        expect(shown).not.toContain(form)
  })

  it('shows what it would do and mounts nothing in a dry run', async () => {
    const world = createFileWorld()
    const out = join(await folderWith(), 'open.py')

    const run = await openFiles(world, ['--out', out, '--dry-run', '--detailed-exit-code'])

    expect(run.result).toMatchObject({ applied: false, script: null, mountedUntil: null })
    expect(run.exitCode).toBe(10)
    expect([mounted(world), existsSync(out)]).toEqual([[], false])
  })

  it('opens the files of a VM that no longer exists', async () => {
    const world = createFileWorld()
    world.deleteVm('web-01')

    const run = await openFiles(world, ['--out', await folderWith()])

    expect(run.result).toMatchObject({ applied: true, script: { os: 'Linux' } })
  })

  it('chooses the point as every restore does', async () => {
    const world = createFileWorld()
    const first = world.get<{ value: { name: string }[] }>(`${world.itemPath('web-01')}/recoveryPoints`).value[0]?.name
    world.mock.control.advance(HOUR_MS)
    world.startBackup('web-01')
    world.finishBackup()

    const run = await openFiles(world, ['--out', await folderWith(), '--at', '30 minutes ago'])

    expect(run.result?.point?.name).toBe(first)
  })
})

describe('what azbk restore files refuses, before anything is mounted', () => {
  const cases: [what: string, world: () => BackupWorld, argv: string[], code: string][] = [
    ['a VM that encrypts its disks itself', () => withAde(), [], 'FILES_ENCRYPTED'],
    [
      'Ultra disks',
      () =>
        createFileWorld({
          dataDisks: [{ lun: 0, diskSizeGB: 64, managedDisk: { storageAccountType: 'UltraSSD_LRS' } }],
        }),
      [],
      'DISKS_NOT_MOUNTABLE',
    ],
    [
      'disks with write accelerator',
      () => createFileWorld({ dataDisks: [{ lun: 0, diskSizeGB: 64, writeAcceleratorEnabled: true }] }),
      [],
      'DISKS_NOT_MOUNTABLE',
    ],
    ['a point of the archive', () => archivedWorld(), ['--point-tier', 'archive'], 'POINT_ARCHIVED'],
    ['deleted backup data', () => deletedWorld(), [], 'SOFT_DELETED'],
    ['copies of the paired region', () => createFileWorld(), ['--cross-region'], 'FILES_CROSS_REGION'],
  ]

  it.each(cases)('%s', async (_, build, argv, code) => {
    const world = build()

    const run = await openFiles(world, ['--out', await folderWith(), ...argv])

    expect(run.error?.code, run.error?.message).toBe(code)
    expect(run.exitCode).toBe(6)
    expect(sent(world, MOUNT)).toBe(0)
  })

  it('a file that is there, unless it may be overwritten', async () => {
    const world = createFileWorld()
    const out = join(await folderWith({ 'open.py': 'mine' }), 'open.py')

    const refused = await openFiles(world, ['--out', out])
    const kept = readFileSync(out, 'utf8')
    const replaced = await openFiles(world, ['--out', out, '--force'])

    expect([refused.error?.code, refused.exitCode, kept]).toEqual(['OUT_EXISTS', 6, 'mine'])
    expect(replaced.exitCode).toBe(0)
    expect(passwordIn(out)).toHaveLength(15)
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  it('a place that is no file, which may be a screen', async () => {
    const run = await openFiles(createFileWorld(), ['--out', '/dev/null', '--force'])

    expect(run.error?.code).toBe('OUT_NOT_A_FILE')
  })

  it('everything at once', async () => {
    const world = withAde()
    const out = join(await folderWith(), 'none', 'open.py')

    const run = await runAzbk(RestoreFiles, ['--vm', 'web-01', '--out', out], { mock: world.mock })

    expect(run.stderr).toContain("Cannot mount the files of VM 'web-01': 2 things stand in the way.")
    expect(run.stderr).toContain('Azure Disk Encryption')
    expect(run.stderr).toContain('No file can be written in')
    expect(run.stderr).toContain('azbk restore disks --vm rg-app/web-01 --point')
  })

  it.each<[argv: string[], code: string]>([
    [[], 'OUT_REQUIRED'],
    [['--out', 'x.py', '--unmount-after', '13h'], 'UNMOUNT_TOO_LATE'],
    [['--out', 'x.py', '--unmount-after', 'soon'], 'INVALID_DURATION'],
    [['--unmount', '--out', 'x.py'], 'INVALID_USAGE'],
    [['--vm', 'web-02', '--out', 'x.py'], 'INVALID_USAGE'],
  ])('%j as bad usage', async (argv, code) => {
    const run = await openFiles(createFileWorld(), argv)

    expect([run.error?.code, run.exitCode]).toEqual([code, 2])
  })

  it('nothing of a vault without public access or of many disks, but warns', async () => {
    const dataDisks = Array.from({ length: 17 }, (_, lun) => ({ lun, diskSizeGB: 4 }))
    const world = createFileWorld({ dataDisks }, { properties: { publicNetworkAccess: 'Disabled' } })

    const run = await openFiles(world, ['--out', await folderWith()])

    expect(run.exitCode).toBe(0)
    expect(run.json().warnings).toEqual([
      expect.stringContaining('reaches the private endpoint'),
      expect.stringContaining('holds 18 disks'),
    ])
  })
})

function withAde(): BackupWorld {
  const world = createFileWorld()
  world.put(`${world.vmId('web-01')}/extensions/AzureDiskEncryptionForLinux`, {
    location: 'westeurope',
    properties: {
      publisher: 'Microsoft.Azure.Security',
      type: 'AzureDiskEncryptionForLinux',
      typeHandlerVersion: '1.1',
    },
  })
  world.startBackup('web-01')
  world.finishBackup()
  return world
}

function deletedWorld(): BackupWorld {
  const world = createFileWorld()
  world.softDelete('web-01')
  return world
}

function archivedWorld(): BackupWorld {
  const world = worldWithOldPoints()
  const { value } = world.get<{ value: { name: string; properties: object }[] }>(
    `${world.itemPath('web-01')}/recoveryPoints`,
  )
  const oldest = value.at(-1)?.name
  world.post(`${world.itemPath('web-01')}/recoveryPoints/${oldest}/move`, {
    objectType: 'MoveRPAcrossTiersRequest',
    sourceTierType: 'HardenedRP',
    targetTierType: 'ArchivedRP',
  })
  world.mock.control.advance(HOUR_MS)
  return world
}
