import type { Mock } from '../../../mocks/index.js'
import { type Exchange, type Json, timeOf } from './recording.js'

/** Vaults of others that make the list of the subscription three pages long, as it was. */
const STRANGERS = 17

const ARM = 'https://management.azure.com'

/** True for the list of all vaults of the subscription, first page. */
export function isVaultList(exchange: Exchange): boolean {
  return (
    /\/subscriptions\/[^/]+\/providers\/Microsoft\.RecoveryServices\/vaults$/i.test(exchange.path) &&
    !exchange.query.$skiptoken
  )
}

/** The recorded subscription was shared with hundreds of vaults of other people. */
export function addStrangers(mock: Mock, exchange: Exchange): void {
  const group = `${ARM}${exchange.path.split('/providers')[0]}/resourceGroups/strangers`
  put(mock, group, { location: 'westus' })
  for (let index = 0; index < STRANGERS; index++) {
    const vault = `${group}/providers/Microsoft.RecoveryServices/vaults/stranger-${index}`
    put(mock, vault, { location: 'westus', sku: { name: 'RS0', tier: 'Standard' }, properties: {} })
  }
}

/** A VM's settings were changed by others between two reads of it: they are what is read next. */
export function changeVmElsewhere(mock: Mock, { method, path, responseBody }: Exchange): void {
  const vm = mock.control.peek().compute.virtualMachines[decodeURIComponent(path).toLowerCase()]
  const osProfile = responseBody?.properties?.osProfile
  if (vm && method === 'GET' && osProfile) vm.properties.osProfile = osProfile
}

/**
 * Discovery is shared by the vaults of a subscription and region, and tests of others refreshed it meanwhile: a VM that was
 * listed without a refresh of this test's own was discovered right after it was made.
 */
export function foreignDiscoveries(exchanges: readonly Exchange[]): { ms: number; vaultPath: string }[] {
  return exchanges.flatMap((exchange, index) => {
    if (!/backupProtectableItems$/i.test(exchange.path)) return []
    const rows = (exchange.responseBody?.value ?? []) as Json[]
    const vaultPath = exchange.path.replace(/\/backupProtectableItems$/i, '')
    return rows
      .flatMap((row) =>
        knownSince(exchanges.slice(0, index), createdMs(exchanges, row.properties?.virtualMachineId), row.name),
      )
      .map((ms) => ({ ms: ms + 500, vaultPath }))
  })
}

/** Starts a discovery that is over at once. */
export function discoverElsewhere(mock: Mock, vaultPath: string): void {
  mock.control.fixDuration('refresh', 0)
  const url = `${ARM}${vaultPath}/backupFabrics/Azure/refreshContainers?api-version=2024-04-01`
  mock.control.send({ method: 'POST', url })
}

function createdMs(exchanges: readonly Exchange[], vmId: unknown): number | undefined {
  const read = exchanges.find(
    (exchange) => exchange.responseBody?.id === vmId && exchange.responseBody?.properties?.timeCreated,
  )
  return read && Math.floor(Date.parse(read.responseBody.properties.timeCreated))
}

/** When others must have discovered a VM: after it was made, and after the last list that lacked it. */
function knownSince(earlier: readonly Exchange[], madeMs: number | undefined, name: string): number[] {
  if (madeMs === undefined || earlier.some((exchange) => isRefresh(exchange) && timeOf(exchange) > madeMs)) return []
  const lacking = earlier.filter(
    (exchange) =>
      /backupProtectableItems$/i.test(exchange.path) &&
      !exchange.responseBody.value.some((row: Json) => row.name === name),
  )
  return [Math.max(madeMs, ...lacking.map(timeOf))]
}

function isRefresh(exchange: Exchange): boolean {
  return /refreshContainers$/i.test(exchange.path)
}

function put(mock: Mock, url: string, body: Json): void {
  mock.control.send({ method: 'PUT', url: `${url}?api-version=2024-04-01`, body: JSON.stringify(body) })
}
