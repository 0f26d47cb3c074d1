import { createHash } from 'node:crypto'
import type { ArmCall, ArmReply, Handler } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { type JsonObject, numberOf, textOf } from '../../json.js'
import { requireDisk } from './disks.js'
import { accessOngoing, parameterMissing } from './errors.js'
import { startCompute } from './operations.js'
import type { DiskRecord, DiskTable } from './state.js'

export const grantDiskAccess = grantAccess('disks')
export const revokeDiskAccess = revokeAccess('disks')
export const grantSnapshotAccess = grantAccess('snapshots')
export const revokeSnapshotAccess = revokeAccess('snapshots')

/** POST beginGetAccess: an address from which the disk could be read for a while. Nothing answers there. */
function grantAccess(table: DiskTable): Handler {
  return (ctx, call) => {
    const disk = requireDisk(ctx, call, table)
    if (textOf(call.body.access) === undefined) throw parameterMissing('access')
    if (numberOf(call.body.durationInSeconds) === undefined) throw parameterMissing('durationInSeconds')
    if (disk.managedBy || disk.properties.diskState === 'ActiveSAS') throw accessOngoing(disk.name)
    return changeAccess(ctx, call, {
      table,
      disk,
      diskState: 'ActiveSAS',
      output: { accessSAS: addressOf(ctx, disk.id) },
    })
  }
}

/** POST endGetAccess. */
function revokeAccess(table: DiskTable): Handler {
  return (ctx, call) => {
    const disk = requireDisk(ctx, call, table)
    return changeAccess(ctx, call, { table, disk, diskState: disk.managedBy ? 'Attached' : 'Unattached' })
  }
}

interface AccessChange {
  table: DiskTable
  disk: DiskRecord
  diskState: string
  output?: JsonObject
}

function changeAccess(ctx: MockContext, call: ArmCall, { table, disk, diskState, output }: AccessChange): ArmReply {
  disk.properties.diskState = diskState
  const effect = { kind: 'disk-written', table, key: disk.id.toLowerCase() } as const
  const start = { location: disk.location, timing: 'diskWrite', effect, ...(output ? { output } : {}) } as const
  return { status: 202, headers: startCompute(ctx, call, start) }
}

/** The signature is made of the disk's id and opens nothing. */
function addressOf(ctx: MockContext, diskId: string): string {
  const signature = createHash('sha256').update(`${ctx.state.seed}|${diskId.toLowerCase()}`).digest('base64')
  const account = `md-${signature
    .toLowerCase()
    .replace(/[^a-z\d]/g, '')
    .slice(0, 12)}`
  return `https://${account}.blob.storage.azure.net/disk/abcd?sv=2018-03-28&sr=b&sig=${encodeURIComponent(signature)}`
}
