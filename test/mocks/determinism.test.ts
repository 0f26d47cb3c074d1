import { expect, test } from 'vitest'
import { createMock } from '../../mocks/index.js'

const ARM = 'https://management.azure.com'
const GROUP = '/resourceGroups/rg-shop/providers/Microsoft.RecoveryServices/vaults/vault-new'
const VM = '/resourceGroups/rg-shop/providers/Microsoft.Compute/virtualMachines/shop-web-01'
const NAME = 'iaasvmcontainerv2;rg-shop;shop-web-01'
const ITEM = `${GROUP}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${NAME}/protectedItems/vm;${NAME}`

/** A day in the life of a vault; `hours` pass before the request. */
const story = (sub: string): { hours: number; method: string; path: string; body?: object }[] => [
  {
    hours: 0,
    method: 'PUT',
    path: GROUP,
    body: { location: 'northeurope', sku: { name: 'Standard' }, properties: {} },
  },
  {
    hours: 1,
    method: 'PUT',
    path: ITEM,
    body: {
      properties: {
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        sourceResourceId: `/subscriptions/${sub}${VM}`,
        policyId: `/subscriptions/${sub}${GROUP}/backupPolicies/EnhancedPolicy`,
      },
    },
  },
  { hours: 1, method: 'POST', path: `${ITEM}/backup`, body: { properties: { objectType: 'IaasVMBackupRequest' } } },
  { hours: 20, method: 'GET', path: `${GROUP}/backupJobs` },
  { hours: 0, method: 'GET', path: `${ITEM}/recoveryPoints` },
  { hours: 0, method: 'GET', path: '/providers/Microsoft.RecoveryServices/vaults' },
  { hours: 0, method: 'GET', path: '/providers/Microsoft.Compute/virtualMachines' },
  { hours: 0, method: 'DELETE', path: GROUP },
  { hours: 0, method: 'GET', path: `${GROUP}/backupPolicies/none` },
]

/** Every byte that a client gets: status, headers and body of each answer. */
async function tell(seed: number): Promise<string[]> {
  const mock = createMock({ world: 'contoso', seed, clock: { kind: 'manual', start: '2026-03-02T09:00:00Z' } })
  const sub = mock.subscriptions[0]?.id ?? ''
  const answers: string[] = []
  for (const { hours, method, path, body } of story(sub)) {
    mock.control.advance(hours * 3_600_000)
    const url = `${ARM}/subscriptions/${sub}${path}?api-version=2024-04-01`
    const response = await mock.fetch(new Request(url, { method, ...(body ? { body: JSON.stringify(body) } : {}) }))
    answers.push([response.status, JSON.stringify([...response.headers]), await response.text()].join('\n'))
  }
  return answers
}

test('the same seed and the same requests give the same bytes; another seed gives others', async () => {
  const first = await tell(3)

  expect(await tell(3)).toEqual(first)
  expect(await tell(4)).not.toEqual(first)
  expect(first.map((answer) => answer.slice(0, 3))).toEqual([
    '201',
    '202',
    '202',
    '200',
    '200',
    '200',
    '200',
    '400',
    '404',
  ])
})
