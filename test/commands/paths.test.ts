import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import RestoreDisks from '../../commands/restore/disks.js'
import RestoreFiles from '../../commands/restore/files.js'
import RunList from '../../commands/run/list.js'
import { pathFlag } from '../../src/cli/path-flag.js'
import { allCommands } from '../helpers/all-commands.js'
import { createRestoreWorld } from '../helpers/restore-world.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

/** These find their folder in another way: settings do, servers do, and they take more than a path. */
const OTHERS = ['mock-state', 'server', 'config-dir', 'state', 'tls-dir', 'ready-file', 'report', 'profile']

describe('a relative path', () => {
  it('lies in the folder of the run', async () => {
    const { mock } = createRestoreWorld()
    const cwd = await folderWith({ 'vms.json': '[{"vm": "web-01"}, {"vm": "web-02"}]' })

    const disks = ['--from', 'vms.json', '--target-group', 'rg-restored', '--journal', 'runs']
    const restored = await runAzbk(RestoreDisks, disks, { mock, cwd })
    const listed = await runAzbk(RunList, ['--journal', 'runs', '--json'], { mock, cwd })
    const files = await runAzbk(RestoreFiles, ['--vm', 'web-01', '--out', 'open.py'], { mock, cwd })

    expect([restored.exitCode, listed.exitCode, files.exitCode]).toEqual([0, 0, 0])
    expect(readdirSync(join(cwd, 'runs'))).toHaveLength(1)
    expect(listed.json<unknown[]>().result).toHaveLength(1)
    expect(readFileSync(join(cwd, 'open.py'), 'utf8')).toContain('Password')
  })

  it('is understood alike by every flag that names a file or a folder', async () => {
    const { parse } = pathFlag()
    const flags = (await allCommands()).flatMap(({ name, flags: own }) =>
      Object.values(own).map((flag) => ({ ...flag, of: `${name} --${flag.name}` })),
    )
    const paths = flags.filter(
      (flag) => flag.type === 'option' && /file|folder|\.json|\.yaml/.test(flag.helpValue?.toString() ?? ''),
    )

    const odd = paths.filter((flag) => flag.parse !== parse && !OTHERS.includes(flag.name))

    expect(paths.length).toBeGreaterThan(20)
    expect(odd.map(({ of }) => of)).toEqual([])
  })
})
