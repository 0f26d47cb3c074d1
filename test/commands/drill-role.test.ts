import { describe, expect, it } from 'vitest'
import DrillClean from '../../commands/drill/clean.js'
import { roleDefinition } from '../../src/model/job-roles.js'
import { actionMatches } from '../../src/model/permissions.js'
import { actionsOf, DRILL_PLACE_ACTIONS, type Verb } from '../../src/model/verb-actions.js'
import { createDrillWorld, type DrillWorld } from '../helpers/drill-world.js'
import { GEO } from '../helpers/restore-world.js'
import { actionsUsed } from '../helpers/routes.js'
import { runAzbk } from '../helpers/run-command.js'

const RESTORE =
  'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action'

const beyond = (used: readonly string[], verbs: readonly Verb[]) =>
  used.filter((action) => !actionsOf(verbs).some((known) => actionMatches(known, action)))

const drillAll = (world: DrillWorld) => world.drill(['--all', '--service', 'sshd'])

async function drillAcross(world: DrillWorld) {
  world.mock.control.advance(3 * 86_400_000)
  return world.drill(['--all', '--cross-region', '--service', 'sshd'])
}

/** A drill that was killed while a restore ran, cleaned away. */
async function cleanLeft(world: DrillWorld) {
  const stop = new AbortController()
  world.onRequest(/backupJobs\/[0-9a-f]/, () => stop.abort())
  world.mock.control.inject({ method: 'POST', path: /cancel/, times: 99, fault: { kind: 'refused' } })
  world.mock.control.inject({ method: 'DELETE', path: /resourcegroups/, times: 99, fault: { kind: 'refused' } })
  world.mock.control.inject({ method: 'POST', path: /\/restore\?/, fault: { kind: 'job-stuck' } })
  await world.drill(['--vm', 'web-01', '--timeout', '5m', '--rto', '4m'], { signal: stop.signal })
  world.mock.control.clearFaults()
  world.mock.control.requests.reset()
  return runAzbk(DrillClean, ['--journal', world.journals, '--yes'], { mock: world.mock })
}

describe('the role of a driller', () => {
  it.each<[verb: Verb, work: (world: DrillWorld) => Promise<{ exitCode: number; stderr: string }>]>([
    ['drill run', drillAll],
    ['drill run', (world) => world.drill(['--all', '--dry-run'])],
    ['drill run --cross-region', drillAcross],
    ['drill clean', cleanLeft],
  ])('is enough for what %s asks of Azure (%#)', async (verb, work) => {
    const world = await createDrillWorld({ properties: GEO })
    world.mock.control.requests.reset()

    const run = await work(world)

    expect(run.exitCode, run.stderr).toBe(0)
    expect(beyond(actionsUsed(world.mock), [verb])).toEqual([])
    expect(beyond(actionsUsed(world.mock), ['drill run', 'drill run --cross-region', 'drill clean'])).toEqual([])
  })

  it('changes nothing that a drill does not change', async () => {
    const worlds = [await createDrillWorld(), await createDrillWorld({ properties: GEO }), await createDrillWorld()]
    for (const world of worlds) world.mock.control.requests.reset()
    const [near, across, left] = worlds as [DrillWorld, DrillWorld, DrillWorld]
    await drillAll(near)
    await drillAcross(across)
    await cleanLeft(left)
    const used = worlds.flatMap(({ mock }) => actionsUsed(mock))

    const changing = roleDefinition('driller', []).Actions.filter((action) => !/\/read$|backupStatus/.test(action))

    expect(changing.filter((action) => !used.some((one) => actionMatches(action, one)))).toEqual([
      // These Azure makes in the name of the login, and asks for them.
      'Microsoft.Compute/disks/write',
      'Microsoft.Compute/virtualMachines/write',
      'Microsoft.Network/networkInterfaces/join/action',
      'Microsoft.Network/networkInterfaces/write',
      'Microsoft.Network/networkSecurityGroups/join/action',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
      'Microsoft.Storage/storageAccounts/listKeys/action',
    ])
  })

  it.each([...DRILL_PLACE_ACTIONS, RESTORE])(
    'lacking %s, a drill is refused before anything is made',
    async (action) => {
      const world = await createDrillWorld()
      const body = { value: [{ actions: ['*'], notActions: [action] }] }
      world.mock.control.inject({ path: /\/permissions\?/, times: 9, fault: { kind: 'status', status: 200, body } })
      world.mock.control.requests.reset()

      const run = await world.drill(['--all', '--dry-run'])

      expect(run.error).toMatchObject({
        code: 'MISSING_PERMISSIONS',
        message: expect.stringContaining(`- ${action} at /subscriptions/${world.subscriptionId}`),
        suggestions: expect.arrayContaining([expect.stringContaining('azbk whoami --role driller')]),
      })
      expect(run.exitCode).toBe(5)
      expect(world.mock.control.requests.entries.filter(({ method }) => method === 'PUT')).toEqual([])
    },
  )

  it('is not asked for what cannot be read', async () => {
    const world = await createDrillWorld()
    const fault = { kind: 'status', status: 403, code: 'AuthorizationFailed' } as const
    world.mock.control.inject({ path: /\/permissions\?/, times: 9, fault })

    expect(await world.drill(['--all', '--dry-run'])).toMatchObject({ exitCode: 0 })
  })
})
