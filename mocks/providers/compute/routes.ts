import type { Route } from '../../arm-types.js'
import {
  deleteAvailabilitySet,
  getAvailabilitySet,
  listAvailabilitySets,
  putAvailabilitySet,
} from './availability-sets.js'
import { grantDiskAccess, grantSnapshotAccess, revokeDiskAccess, revokeSnapshotAccess } from './disk-access.js'
import { diskPartHandlers } from './disk-parts.js'
import { type DiskHandlers, diskHandlers, patchDisk } from './disks.js'
import { listExtensionTypes, listExtensionVersions } from './extension-images.js'
import { deleteExtension, getExtension, listExtensions, putExtension } from './extensions.js'
import { getVersion, listImageSkus, listOffers, listPublishers, listVersions } from './images.js'
import { getManagedImage, listManagedImages } from './managed-images.js'
import { getOperation } from './operations.js'
import { deallocateVm, powerOffVm, redeployVm, restartVm, startVm } from './power.js'
import { listUsages } from './quotas.js'
import { getCommand, listCommands, postRunCommand } from './run-command.js'
import { listSizes } from './sizes.js'
import { listSkus } from './skus.js'
import { patchVm, putVm } from './vm-put.js'
import { deleteVm, getInstanceView, getVm, listVms } from './vms.js'

const IN_GROUP = '/subscriptions/:sub/resourceGroups/:rg/providers/Microsoft.Compute'
const IN_SUBSCRIPTION = '/subscriptions/:sub/providers/Microsoft.Compute'
const VM = `${IN_GROUP}/virtualMachines/:name`
const DISK = `${IN_GROUP}/disks/:name`
const SNAPSHOT = `${IN_GROUP}/snapshots/:name`
const SET = `${IN_GROUP}/availabilitySets/:name`
const LOCATION = `${IN_SUBSCRIPTION}/locations/:location`
const PUBLISHERS = `${LOCATION}/publishers`
const EXTENSION_TYPES = `${PUBLISHERS}/:publisher/artifacttypes/vmextension/types`
const OFFERS = `${PUBLISHERS}/:publisher/artifacttypes/vmimage/offers`
const SKUS = `${OFFERS}/:offer/skus`
const VERSIONS = `${SKUS}/:sku/versions`

/** Virtual machines, managed disks and what they refer to, snapshots, sizes. */
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
  { method: 'POST', pattern: `${VM}/redeploy`, handler: redeployVm },
  { method: 'POST', pattern: `${VM}/runCommand`, handler: postRunCommand },
  { method: 'GET', pattern: `${LOCATION}/runCommands`, handler: listCommands },
  { method: 'GET', pattern: `${LOCATION}/runCommands/:command`, handler: getCommand },
  { method: 'GET', pattern: `${VM}/vmSizes`, handler: listSizes },
  { method: 'GET', pattern: `${VM}/extensions`, handler: listExtensions },
  { method: 'GET', pattern: `${VM}/extensions/:extension`, handler: getExtension },
  { method: 'PUT', pattern: `${VM}/extensions/:extension`, handler: putExtension },
  { method: 'DELETE', pattern: `${VM}/extensions/:extension`, handler: deleteExtension },
  ...diskRoutes('disks', diskHandlers('disks')),
  { method: 'PATCH', pattern: DISK, handler: patchDisk },
  { method: 'POST', pattern: `${DISK}/beginGetAccess`, handler: grantDiskAccess },
  { method: 'POST', pattern: `${DISK}/endGetAccess`, handler: revokeDiskAccess },
  ...diskRoutes('snapshots', diskHandlers('snapshots')),
  { method: 'POST', pattern: `${SNAPSHOT}/beginGetAccess`, handler: grantSnapshotAccess },
  { method: 'POST', pattern: `${SNAPSHOT}/endGetAccess`, handler: revokeSnapshotAccess },
  ...diskRoutes('diskEncryptionSets', diskPartHandlers('diskEncryptionSets')),
  ...diskRoutes('diskAccesses', diskPartHandlers('diskAccesses')),
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/availabilitySets`, handler: listAvailabilitySets },
  { method: 'GET', pattern: `${IN_GROUP}/availabilitySets`, handler: listAvailabilitySets },
  { method: 'GET', pattern: SET, handler: getAvailabilitySet },
  { method: 'PUT', pattern: SET, handler: putAvailabilitySet },
  { method: 'DELETE', pattern: SET, handler: deleteAvailabilitySet },
  { method: 'GET', pattern: `${LOCATION}/vmSizes`, handler: listSizes },
  { method: 'GET', pattern: `${LOCATION}/usages`, handler: listUsages },
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/skus`, handler: listSkus },
  { method: 'GET', pattern: PUBLISHERS, handler: listPublishers },
  { method: 'GET', pattern: EXTENSION_TYPES, handler: listExtensionTypes },
  { method: 'GET', pattern: `${EXTENSION_TYPES}/:type/versions`, handler: listExtensionVersions },
  { method: 'GET', pattern: OFFERS, handler: listOffers },
  { method: 'GET', pattern: SKUS, handler: listImageSkus },
  { method: 'GET', pattern: VERSIONS, handler: listVersions },
  { method: 'GET', pattern: `${VERSIONS}/:version`, handler: getVersion },
  { method: 'GET', pattern: `${IN_SUBSCRIPTION}/images`, handler: listManagedImages },
  { method: 'GET', pattern: `${IN_GROUP}/images`, handler: listManagedImages },
  { method: 'GET', pattern: `${IN_GROUP}/images/:name`, handler: getManagedImage },
  { method: 'GET', pattern: `${LOCATION}/operations/:operation`, handler: getOperation },
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
