import { describe, expect, it } from 'vitest'
import type { Mock } from '../../mocks/index.js'
import type { RestoreInput } from '../../src/restore/input.js'
import { restoreMachines } from '../../src/restore/restore.js'
import { killEverywhere } from '../helpers/kill-matrix.js'
import { createRestoreWorld, GEO, type RestoreWorld } from '../helpers/restore-world.js'

const VMS = ['web-01', 'web-02', 'web-03', 'web-04']
const DAY_MS = 86_400_000

/** Four VMs, two staging accounts in each region of the pair, and a network in each. */
function createWorld(): RestoreWorld {
  const world = createRestoreWorld({ vms: VMS, properties: GEO })
  world.createNetwork('vnet-weu', ['default'])
  world.createNetwork('vnet-neu', ['default'], { location: 'northeurope' })
  for (const name of ['stnorth', 'stnorthtwo']) world.createAccount(name, { location: 'northeurope' })
  world.mock.control.advance(3 * DAY_MS)
  return world
}

/** What was made, and how often each VM was restored: what is restored twice leaves more disks. */
function endIn({ groupId, vaultId }: RestoreWorld) {
  return (mock: Mock) => {
    mock.control.advance(DAY_MS)
    const list = <T>(path: string) => {
      const url = `https://management.azure.com${path}?api-version=2024-04-01`
      return (mock.control.send({ method: 'GET', url }).body as { value: T[] }).value
    }
    const jobs = list<{ properties: Record<string, string> }>(`${vaultId}/backupJobs`).map(
      ({ properties }) => properties,
    )
    return {
      disks: list(`${groupId}/providers/Microsoft.Compute/disks`).length,
      machines: list<{ name: string }>(`${groupId}/providers/Microsoft.Compute/virtualMachines`)
        .map(({ name }) => name)
        .sort(),
      restores: jobs.filter(({ operation }) => operation === 'Restore').map(({ status }) => status),
    }
  }
}

const NEW = VMS.map((vm) => `${vm}-restored`)
const DONE = VMS.map(() => 'Completed')
const isWrite = (request: string) => !/^GET|backupCrrJob/.test(request)

describe('a fleet restore in waves that is killed and gone on with', () => {
  it.each([
    { mode: 'disks', machines: [], restores: DONE },
    { mode: 'vm', network: 'vnet-weu', machines: NEW, restores: DONE },
    { mode: 'disks', crossRegion: true, machines: [], restores: [] },
    { mode: 'vm', crossRegion: true, network: 'vnet-neu', machines: NEW, restores: [] },
  ] as const)(
    'restores each VM once, wherever it is killed: $mode, across regions: $crossRegion',
    async ({ machines, restores, ...typed }) => {
      const world = createWorld()
      const input: RestoreInput = { vm: VMS, targetGroup: world.groupId, ...typed }

      const matrix = await killEverywhere({
        world: world.mock.control.snapshot(),
        run: (ctx, resume) => {
          const waiting = { ...ctx, settings: { ...ctx.settings, wait: true } }
          return restoreMachines(waiting, resume ? { mode: input.mode, resume } : input)
        },
        endOf: endIn(world),
        // Of the many looks at what goes on in the paired region, none leaves anything behind.
        ...(input.crossRegion ? { at: isWrite } : {}),
      })

      expect(matrix.reference).toEqual({ disks: 8, machines, restores })
      // VMs of a wave may go in step: then one moment stands for both.
      expect(matrix.ends.length).toBeGreaterThan(VMS.length)
      for (const { at, end } of matrix.ends) expect(end, at).toEqual(matrix.reference)
    },
  )
})
