import { createMock, type Mock, type MockOptions } from '../../../mocks/index.js'
import { type Exchange, type Json, type Recording, timeOf } from './recording.js'

const GROUP_PATH = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)/i

/** The start of a recording: its subscription, groups, VMs and storage accounts exist, and nothing else. */
export function startOf(recording: Recording): MockOptions {
  const first = recording.exchanges[0]
  const start = new Date(first ? timeOf(first) : 0).toISOString()
  const clock = { kind: 'manual', start } as const
  const state = createMock({ clock, softDeleteProfile: '2024' }).control.snapshot()
  const subscription = first?.path.split('/')[2] ?? ''
  const [template] = Object.values(state.resources.subscriptions)
  if (!template) throw new Error('The empty world has no subscription.')
  state.resources.subscriptions = { [subscription]: { ...template, id: subscription } }
  state.resources.groups = {}
  for (const exchange of recording.exchanges) {
    seedGroups(state, exchange)
    if (exchange.method === 'GET' && exchange.status === 200) seedResource(state, exchange)
  }
  return { state, clock, jobSpeed: 1, pageSize: pageSizeOf(recording) }
}

/** Pages of the vault list were cut to eight entries each. */
function pageSizeOf(recording: Recording): number {
  return recording.exchanges.some((exchange) => exchange.responseBody?.nextLink) ? 8 : 200
}

type State = ReturnType<Mock['control']['snapshot']>

function seedGroups(state: State, exchange: Exchange): void {
  for (const path of [
    decodeURIComponent(exchange.path),
    textOf(exchange.requestBody?.restoreRequest?.targetResourceGroupId),
  ]) {
    const [, subscriptionId = '', name = ''] = GROUP_PATH.exec(path) ?? []
    if (!name) continue
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${name}`
    state.resources.groups[id.toLowerCase()] ??= { id, name, subscriptionId, location: 'eastus2euap' }
  }
}

/** Takes over a group, VM or account as the recording first reads it. */
function seedResource(state: State, exchange: Exchange): void {
  const body = exchange.responseBody
  const type = textOf(body?.type).toLowerCase()
  const id = textOf(body?.id)
  const [, subscriptionId = '', group = ''] = GROUP_PATH.exec(id) ?? []
  const place = { id, name: body?.name, subscriptionId, location: body?.location, tags: body?.tags }
  if (type === 'microsoft.resources/resourcegroups') state.resources.groups[id.toLowerCase()] = place
  if (type === 'microsoft.storage/storageaccounts') {
    const { kind, sku, properties } = body
    state.storage.accounts[id.toLowerCase()] = { ...place, group, kind, sku, properties } as never
  }
  if (type !== 'microsoft.compute/virtualmachines') return
  const { instanceView, ...properties } = body.properties
  const createdMs = Math.floor(Date.parse(properties.timeCreated ?? '2024-01-01T00:00:00Z'))
  const known = state.compute.virtualMachines[id.toLowerCase()]
  const created = { createdMs: known?.createdMs ?? createdMs, power: 'running', agentReady: true }
  const runTime = instanceView
    ? { agentSinceMs: agentSinceMs(instanceView, exchange), maintenance: instanceView.maintenanceRedeployStatus }
    : { agentSinceMs: known?.agentSinceMs, maintenance: known?.maintenance }
  state.compute.virtualMachines[id.toLowerCase()] = { ...place, group, properties, ...created, ...runTime } as never
}

/** An agent that was not ready when it was read first reported some time later. */
function agentSinceMs(instanceView: Json, exchange: Exchange): number {
  const [status] = instanceView.vmAgent.statuses
  return status.displayStatus === 'Ready' ? Date.parse(status.time) : timeOf(exchange) + 60_000
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
