import { describe, expect, it } from 'vitest'
import { machinesAround } from '../../../src/fleet/around.js'
import { type Answer, ARM, scriptAzure } from '../../helpers/scripted-azure.js'

const EMPTY: Answer = { body: { value: [] } }
const GONE: Answer = { status: 404, body: { error: { code: 'ResourceGroupNotFound', message: 'It is gone.' } } }
const VERSION = 'api-version=2026-03-01'

function vm(group: string, name = 'web-01'): string {
  return `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`
}

describe('the VMs around those that a vault holds', () => {
  it('come from one list for each resource group, whatever the case of its name', async () => {
    const row = { id: vm('RG-App'), name: 'web-01', location: 'westeurope' }
    const { session, sent } = scriptAzure([{ body: { value: [row] } }, EMPTY])

    const machines = await machinesAround(session, [vm('RG-App'), vm('rg-app', 'web-02'), vm('rg-db'), 'no id'])

    expect(machines.map(({ name }) => name)).toEqual(['web-01'])
    expect(sent.map(({ url }) => url)).toEqual([
      `${ARM}/subscriptions/s/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines?${VERSION}`,
      `${ARM}/subscriptions/s/resourceGroups/rg-db/providers/Microsoft.Compute/virtualMachines?${VERSION}`,
    ])
  })

  it('come from one list of the subscription when the groups are many', async () => {
    const { session, sent } = scriptAzure([EMPTY])

    await machinesAround(
      session,
      Array.from({ length: 20 }, (_, i) => vm(`rg-${i}`)),
    )

    expect(sent.map(({ url }) => url)).toEqual([
      `${ARM}/subscriptions/s/providers/Microsoft.Compute/virtualMachines?${VERSION}`,
    ])
  })

  it('are none in a resource group that is gone', async () => {
    const { session } = scriptAzure([GONE])

    expect(await machinesAround(session, [vm('rg-app')])).toEqual([])
  })

  it('are not taken for gone when they may not be read', async () => {
    const { session } = scriptAzure([{ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } }])

    await expect(machinesAround(session, [vm('rg-app')])).rejects.toMatchObject({ code: 'PERMISSION_MISSING' })
  })
})
