import type { Route } from '../../arm-types.js'
import { type DiskHandlers, diskHandlers, patchDisk } from './disks.js'
import { getOperation } from './operations.js'
import { deallocateVm, powerOffVm, restartVm, startVm } from './power.js'
import { listSizes, listSkus } from './sizes.js'
import { deleteVm, getInstanceView, getVm, listVms, patchVm, putVm } from './vms.js'

const IN_GROUP = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.Compute'
const IN_SUBSCRIPTION = '/subscriptions/:sub/providers/Microsoft.Compute'
const VM = `${IN_GROUP}/virtualMachines/:name`

/** Virtual machines, managed disks, snapshots, sizes. */
export const computeRoutes: Route[] = [
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/virtualMachines`, handler: listVms },
  { method: 'GET', pattern: `${IN_GROUP}/virtualMachines`, handler: listVms },
  { method: 'GET', pattern: VM, handler: getVm },
  { method: 'PUT', pattern: VM, handler: putVm },
  { method: 'PATCH', pattern: VM, handler: patchVm },
  { method: 'DELETE', pattern: VM, handler: deleteVm },
  { method: 'GET', pattern: `${VM}/instanceView`, handler: getInstanceView },
  { method: 'POST', pattern: `${VM}/start`, handler: startVm },
  { method: 'POST', pattern: `${VM}/powerOff`, handler: powerOffVm },
  { method: 'POST', pattern: `${VM}/deallocate`, handler: deallocateVm },
  { method: 'POST', pattern: `${VM}/restart`, handler: restartVm },
  ...diskRoutes('disks', diskHandlers('disks')),
  { method: 'PATCH', pattern: `${IN_GROUP}/disks/:name`, handler: patchDisk },
  ...diskRoutes('snapshots', diskHandlers('snapshots')),
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/locations/:location/vmSizes`, handler: listSizes },
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/skus`, handler: listSkus },
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/locations/:location/operations/:operation`, handler: getOperation },
]

function diskRoutes(table: string, handlers: DiskHandlers): Route[] {
  return [
    { method: 'GET', pattern: `${IN_SUBSCRIPTION}/${table}`, handler: handlers.list },
    { method: 'GET', pattern: `${IN_GROUP}/${table}`, handler: handlers.list },
    { method: 'GET', pattern: `${IN_GROUP}/${table}/:name`, handler: handlers.get },
    { method: 'PUT', pattern: `${IN_GROUP}/${table}/:name`, handler: handlers.put },
    { method: 'DELETE', pattern: `${IN_GROUP}/${table}/:name`, handler: handlers.remove },
  ]
}
