import { isoOf } from '../clock.js'
import type { MockContext } from '../context.js'
import { compact, type JsonObject, listOf, numberOf, objectOf, textOf } from '../json.js'
import type { DiskRecord } from '../providers/compute/state.js'
import type { JobRecord, PointDisk, RestorePlan } from './model.js'

const DISK_TYPE = 'Microsoft.Compute/disks'

/** A plan that says what the point knows of its VM. */
export type SourcedPlan = RestorePlan & Required<Pick<RestorePlan, 'source'>>

/** Where a restore puts what it makes. */
export interface RestoredPlace {
  subscriptionId: string
  group: string
  location: string
  zones?: string[]
}

/** A disk that a restore has made, and the LUN it had in the source VM (-1 = OS disk). */
export interface RestoredDisk {
  lun: number
  record: DiskRecord
}

/** Disks of a point that a restore takes: those that were backed up, or the OS disk and the named LUNs. */
export function chosenDisks(disks: readonly PointDisk[], request: JsonObject): PointDisk[] {
  const backedUp = disks.filter((disk) => disk.included)
  if (!Array.isArray(request.restoreDiskLunList)) return backedUp
  const luns = listOf(request.restoreDiskLunList).map(numberOf)
  return backedUp.filter((disk) => disk.lun === -1 || luns.includes(disk.lun))
}

/** Makes the managed disks of a restore. Their names and where they say they come from are not verified: see UNSURE.md. */
export function makeDisks(
  ctx: MockContext,
  job: JobRecord,
  { place, prefix, plan }: { place: RestoredPlace; prefix: string; plan: SourcedPlan },
): RestoredDisk[] {
  const { disks } = ctx.state.compute
  const recordsAt = (ms: number) =>
    chosenDisks(plan.source.disks, plan.request).map((disk) => {
      const name = `${prefix}-${kindOf(disk)}-${stampOf(ms)}`
      return { lun: disk.lun, record: diskRecord(ctx, disk, { place, plan, name }) }
    })
  let stampMs = job.startMs
  // Restores that started in the same second must not take each other's disks.
  while (recordsAt(stampMs).some(({ record }) => disks[record.id.toLowerCase()])) stampMs += 1000
  const made = recordsAt(stampMs)
  for (const { record } of made) disks[record.id.toLowerCase()] = record
  return made
}

function kindOf({ lun }: PointDisk): string {
  return lun === -1 ? 'osdisk' : `datadisk-${String(lun).padStart(3, '0')}`
}

/** `20260105-100000` */
function stampOf(ms: number): string {
  return isoOf(ms).slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}

function diskRecord(
  ctx: MockContext,
  disk: PointDisk,
  { place, plan, name }: { place: RestoredPlace; plan: SourcedPlan; name: string },
): DiskRecord {
  const { subscriptionId, group, location, zones } = place
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${DISK_TYPE}/${name}`,
    name,
    group,
    subscriptionId,
    location,
    ...(zones ? { zones } : {}),
    sku: { name: disk.sku ?? 'Premium_LRS' },
    properties: compact({
      osType: disk.lun === -1 ? plan.source.osType : undefined,
      creationData: { createOption: plan.fromVault ? 'Import' : 'Restore' },
      diskSizeGB: disk.sizeGb ?? 127,
      diskState: 'Unattached',
      ...(disk.lun === -1 ? security(plan) : {}),
      ...compact(networkAccess(plan.request, disk)),
      encryption: encryption(plan.request, disk),
      encryptionSettingsCollection: disk.isAde ? { enabled: true } : undefined,
      timeCreated: isoOf(ctx.now()),
      provisioningState: 'Succeeded',
    }),
  }
}

/** Disks are open to all networks unless the restore asks for a disk access, or for the settings of the source. */
function networkAccess(request: JsonObject, { privateAccess }: PointDisk): JsonObject {
  const { targetDiskNetworkAccessOption, targetDiskAccessId } = objectOf(request.targetDiskNetworkAccessSettings)
  if (targetDiskNetworkAccessOption === 'EnablePrivateAccessForAllDisks')
    return { networkAccessPolicy: 'AllowPrivate', diskAccessId: targetDiskAccessId }
  return targetDiskNetworkAccessOption === 'SameAsOnSourceDisks' && privateAccess
    ? { networkAccessPolicy: privateAccess.policy, diskAccessId: privateAccess.diskAccessId }
    : { networkAccessPolicy: 'AllowAll' }
}

/** What an OS disk keeps of the kind of its VM; a confidential one has the key of the request, else that of the source. */
function security({ source, request }: SourcedPlan): JsonObject {
  const { confidential, trustedLaunch } = source
  if (!confidential)
    return trustedLaunch ? { hyperVGeneration: 'V2', securityProfile: { securityType: 'TrustedLaunch' } } : {}
  const asked = textOf(objectOf(request.securedVMDetails).securedVMOsDiskEncryptionSetId)
  const secureVMDiskEncryptionSetId = asked ?? confidential.diskEncryptionSetId
  const securityType =
    secureVMDiskEncryptionSetId === undefined
      ? 'ConfidentialVM_DiskEncryptedWithPlatformKey'
      : 'ConfidentialVM_DiskEncryptedWithCustomerKey'
  return { hyperVGeneration: 'V2', securityProfile: compact({ securityType, secureVMDiskEncryptionSetId }) }
}

/** The key of the request, else that of the source. That Azure keeps the latter is not verified: see UNSURE.md. */
function encryption(request: JsonObject, disk: PointDisk): JsonObject {
  const diskEncryptionSetId = textOf(request.diskEncryptionSetId) ?? disk.diskEncryptionSetId
  return diskEncryptionSetId === undefined
    ? { type: 'EncryptionAtRestWithPlatformKey' }
    : { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId }
}
