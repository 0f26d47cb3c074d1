import { describe, expect, test } from 'vitest'
import type { MockServer } from '../../mocks/index.js'
import { callServer } from '../helpers/call-server.js'
import { serveForTest as serve } from '../helpers/served.js'
import { estateOf, sharedBench, VAULT_ID } from './estates.js'

const VM_ID = '/subscriptions/x/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/Web-01'
const rules = [{ contains: 'nginx', exitCode: 3 }]
const limits = [{ name: 'cores', location: 'westeurope', limit: 4 }]

async function control(server: MockServer, method: string, path: string, body?: unknown) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const { status, text } = await callServer(server, { method, path: `/mock-control${path}`, ...sent })
  return { status, json: text === '' ? undefined : JSON.parse(text) }
}

describe('the control API', () => {
  test('takes what is inside a VM, shows it, and makes the VM healthy again', async () => {
    const server = await serve()

    const put = await control(server, 'PUT', '/guests', { vmId: VM_ID, rules, agent: 'none' })
    const shown = await control(server, 'GET', '/guests')
    const gone = await control(server, 'DELETE', `/guests?vmId=${encodeURIComponent(VM_ID)}`)

    expect([put.status, gone.status]).toEqual([204, 204])
    expect(shown.json).toEqual({ guests: { [VM_ID.toLowerCase()]: { rules, agent: 'none' } } })
    expect((await control(server, 'GET', '/guests')).json).toEqual({ guests: {} })
  })

  test('takes what subscriptions may have, in place of what was said before', async () => {
    const server = await serve()
    const restrictions = [{ size: 'Standard_D2s_v5', location: 'westeurope' }]

    await control(server, 'PUT', '/quotas', { limits })
    const { status } = await control(server, 'PUT', '/quotas', { restrictions })

    expect(status).toBe(204)
    expect((await control(server, 'GET', '/quotas')).json).toEqual({ limits: [], restrictions })
  })

  test.each([
    ['/guests', { rules: [] }, '"vmId"'],
    ['/guests', { vmId: VM_ID, rules: [{}] }, 'contains of a rule'],
    ['/guests', { vmId: VM_ID }, 'rules must be a list'],
    ['/quotas', { limits: [{}] }, 'limits must be'],
    ['/quotas', { cores: 1 }, 'no member cores'],
  ])('refuses PUT %s of %j', async (path, body, reason) => {
    const server = await serve()

    const { status, json } = await control(server, 'PUT', path, body)

    expect(status).toBe(400)
    expect(json.error.message).toContain(reason)
  })
})

describe('an estate', () => {
  const vm = { disks: [{ sizeGb: 64 }] }

  test('brings guests and quotas, however much it takes itself', () => {
    const estate = estateOf([{ ...vm, guest: { rules, agent: 'none' } }, vm])
    const state = sharedBench({ ...estate, quotas: { limits } }).mock.control.snapshot()

    expect(Object.values(state.compute.guests)).toEqual([{ rules, agent: 'none' }])
    expect(Object.values(state.compute.virtualMachines).map(({ agentReady }) => agentReady)).toEqual([false, true])
    expect(state.quotas).toEqual({ limits, restrictions: [] })
  })

  test('may have more storage accounts than others', () => {
    const id = `${VAULT_ID.split('/providers')[0]}/providers/Microsoft.Storage/storageAccounts/account`
    const storageAccounts = Array.from({ length: 251 }, (_, index) => ({ id: `${id}${index}`, location: 'westeurope' }))

    const { mock } = sharedBench({ ...estateOf([vm]), storageAccounts })

    expect(Object.keys(mock.control.peek().storage.accounts)).toHaveLength(251)
  })

  test('is refused with all that is wrong with them', () => {
    const estate = estateOf([{ ...vm, guest: { rules: 'x' } as never }])
    const quotas = { limits: 'x' } as never
    const [id = ''] = [`${VAULT_ID.split('/providers')[0]}/providers/Microsoft.Storage/storageAccounts/a`]
    const storageAccounts = [{ id, location: 'westeurope', ingressMbps: 0 }]

    expect(() => sharedBench({ ...estate, quotas, storageAccounts })).toThrow(
      /ingressMbps must be more than 0.*rules must be a list.*limits must be/,
    )
  })
})
