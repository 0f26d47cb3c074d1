import type { ArmCall, ArmReply, Handler } from '../../arm-types.js'
import { isoOf } from '../../clock.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { compact, isObject, type JsonObject, numberOf, objectOf, spell, textOf, valuesOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, placeOf, resourceIdOf } from '../scope.js'
import { accessOngoing, diskAttached, parameterMissing } from './errors.js'
import { startCompute } from './operations.js'
import type { DiskRecord, DiskTable } from './state.js'

/** The four operations that managed disks and snapshots have in common. */
export interface DiskHandlers {
  get: Handler
  list: Handler
  put: Handler
  remove: Handler
}

/** Handlers of managed disks or of snapshots. */
export function diskHandlers(table: DiskTable): DiskHandlers {
  const type = `Microsoft.Compute/${table}`
  const toBody = (disk: DiskRecord) => diskBody(disk, type)
  const find = (ctx: MockContext, call: ArmCall) => findDisk(ctx, call, table)
  return {
    get(ctx, call) {
      return { status: 200, body: toBody(requireDisk(ctx, call, table)) }
    },
    list(ctx, call) {
      const rows = valuesOf(ctx.state.compute[table]).filter((disk) => inScope(call, disk))
      return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody })
    },
    put(ctx, call) {
      const disk = readDisk(ctx, call, { type, known: find(ctx, call) })
      const key = disk.id.toLowerCase()
      ctx.state.compute[table][key] = disk
      const start = {
        location: disk.location,
        timing: 'diskWrite',
        effect: { kind: 'disk-written', table, key },
      } as const
      // 202 whether new or not: clients take a 201 for an error here.
      return { status: 202, headers: startCompute(ctx, call, start), body: toBody(disk) }
    },
    remove(ctx, call) {
      const disk = find(ctx, call)
      if (!disk) return { status: 204 }
      if (disk.managedBy) throw diskAttached(disk.name, disk.managedBy)
      if (disk.properties.diskState === 'ActiveSAS') throw accessOngoing(disk.name)
      const effect = { kind: 'disk-deleted', table, key: disk.id.toLowerCase() } as const
      return { status: 202, headers: startCompute(ctx, call, { location: disk.location, timing: 'diskWrite', effect }) }
    },
  }
}

/** PATCH of a disk: tags, SKU and size. */
export function patchDisk(ctx: MockContext, call: ArmCall): ArmReply {
  const disk = requireDisk(ctx, call, 'disks')
  Object.assign(disk, readTags(call), isObject(call.body.sku) ? { sku: call.body.sku } : {})
  const size = numberOf(objectOf(call.body.properties).diskSizeGB)
  if (size !== undefined) disk.properties.diskSizeGB = size
  return { status: 200, body: diskBody(disk, 'Microsoft.Compute/disks') }
}

/** The disk or snapshot of a path, or ARM's 404. */
export function requireDisk(ctx: MockContext, call: ArmCall, table: DiskTable): DiskRecord {
  const disk = findDisk(ctx, call, table)
  if (!disk) throw resourceNotFound(`Microsoft.Compute/${table}`, call.params.name ?? '', call.params.rg ?? '')
  return disk
}

function findDisk(ctx: MockContext, call: ArmCall, table: DiskTable): DiskRecord | undefined {
  return ctx.state.compute[table][resourceIdOf(call, `Microsoft.Compute/${table}`).toLowerCase()]
}

function readDisk(ctx: MockContext, call: ArmCall, made: { type: string; known: DiskRecord | undefined }): DiskRecord {
  const { type, known } = made
  requireRegistered(ctx, call, 'Microsoft.Compute')
  const location = requireLocation(call, type, known)
  const sent: JsonObject = { ...known?.properties, ...objectOf(call.body.properties) }
  const creation = objectOf(sent.creationData)
  if (textOf(creation.createOption) === undefined) throw parameterMissing('creationData')
  const source = requireDiskSource(ctx, creation)
  const sizeGb = numberOf(sent.diskSizeGB) ?? numberOf(source?.properties.diskSizeGB)
  if (sizeGb === undefined) throw parameterMissing('disk.diskSizeGB')
  return {
    ...placeOf(call, type, known),
    location,
    ...readTags(call),
    ...(Array.isArray(call.body.zones) ? { zones: call.body.zones.map(spell) } : {}),
    sku: isObject(call.body.sku) ? call.body.sku : (known?.sku ?? { name: 'Standard_LRS' }),
    ...(known?.managedBy ? { managedBy: known.managedBy } : {}),
    properties: compact({
      osType: source?.properties.osType,
      ...sent,
      diskSizeGB: sizeGb,
      diskState: known?.properties.diskState ?? 'Unattached',
      networkAccessPolicy: sent.networkAccessPolicy ?? 'AllowAll',
      encryption: sent.encryption ?? { type: 'EncryptionAtRestWithPlatformKey' },
      timeCreated: known?.properties.timeCreated ?? isoOf(ctx.now()),
      provisioningState: 'Updating',
    }),
  }
}

/** The disk or snapshot that a copy is made from. */
function requireDiskSource(ctx: MockContext, creation: JsonObject): DiskRecord | undefined {
  const id = textOf(creation.sourceResourceId)
  if (id === undefined) return undefined
  const source = ctx.state.compute.disks[id.toLowerCase()] ?? ctx.state.compute.snapshots[id.toLowerCase()]
  const [group = '', , , type = '', name = ''] = id.split('/').slice(4)
  if (!source) throw resourceNotFound(`Microsoft.Compute/${type}`, name, group)
  return source
}

function diskBody(disk: DiskRecord, type: string): JsonObject {
  const { name, id, location, zones, tags, managedBy, sku, properties } = disk
  return compact({ name, id, type, location, zones, tags, managedBy, sku, properties })
}
