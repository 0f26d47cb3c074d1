import type { ArmCall, ArmReply, Handler } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { compact, isObject, objectOf, textOf, valuesOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import { readTags, requireLocation, requireRegistered } from '../resource-checks.js'
import { inScope, placeOf, resourceIdOf } from '../scope.js'
import { parameterMissing } from './errors.js'
import type { DiskPartRecord, DiskPartTable } from './state.js'

/** What disks are encrypted with, and by way of which they are reached. Operations end at once: nobody waits for them here. */
export function diskPartHandlers(table: DiskPartTable): Record<'get' | 'list' | 'put' | 'remove', Handler> {
  const type = `Microsoft.Compute/${table}`
  const keyOf = (call: ArmCall) => resourceIdOf(call, type).toLowerCase()
  const find = (ctx: MockContext, call: ArmCall) => ctx.state.compute[table][keyOf(call)]
  const reply = (part: DiskPartRecord): ArmReply => ({ status: 200, body: partBody(part, type) })
  return {
    get(ctx, call) {
      const part = find(ctx, call)
      if (!part) throw resourceNotFound(type, call.params.name ?? '', call.params.rg ?? '')
      return reply(part)
    },
    list(ctx, call) {
      const rows = valuesOf(ctx.state.compute[table]).filter((part) => inScope(call, part))
      return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: (part) => partBody(part, type) })
    },
    put(ctx, call) {
      const part = readPart(ctx, call, { table, known: find(ctx, call) })
      ctx.state.compute[table][keyOf(call)] = part
      return reply(part)
    },
    remove(ctx, call) {
      const known = find(ctx, call)
      delete ctx.state.compute[table][keyOf(call)]
      return { status: known ? 200 : 204 }
    },
  }
}

function readPart(
  ctx: MockContext,
  call: ArmCall,
  { table, known }: { table: DiskPartTable; known: DiskPartRecord | undefined },
): DiskPartRecord {
  const type = `Microsoft.Compute/${table}`
  requireRegistered(ctx, call, 'Microsoft.Compute')
  const location = requireLocation(call, type, known)
  const sent = { ...known?.properties, ...objectOf(call.body.properties) }
  const isKey = table === 'diskEncryptionSets'
  if (isKey && textOf(objectOf(sent.activeKey).keyUrl) === undefined) throw parameterMissing('activeKey.keyUrl')
  return {
    ...placeOf(call, type, known),
    location,
    ...readTags(call),
    ...(isObject(call.body.identity) ? { identity: call.body.identity } : {}),
    properties: {
      ...sent,
      ...(isKey ? { encryptionType: sent.encryptionType ?? 'EncryptionAtRestWithCustomerKey' } : {}),
      provisioningState: 'Succeeded',
    },
  }
}

function partBody({ id, name, location, tags, identity, properties }: DiskPartRecord, type: string) {
  return compact({ id, name, type, location, tags, identity, properties })
}
