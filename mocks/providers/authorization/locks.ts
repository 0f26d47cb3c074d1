import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError, resourceNotFound } from '../../errors.js'
import { compact, type JsonObject, objectOf, spell, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import type { LockRecord } from '../resources/state.js'

const MARK = '/providers/Microsoft.Authorization/locks'

/** GET of the locks at a scope, below it, and above it: all that bind it. */
export function listLocks(ctx: MockContext, call: ArmCall): ArmReply {
  const { scope } = placeOfLock(call)
  const rows = Object.values(ctx.state.resources.locks).filter(
    (lock) => covers(lock.scope, scope) || covers(scope, lock.scope),
  )
  return pageReply(call, rows, { pageSize: ctx.settings.pageSize, toBody: lockBody })
}

/** GET of one lock. */
export function getLock(ctx: MockContext, call: ArmCall): ArmReply {
  const lock = ctx.state.resources.locks[placeOfLock(call).id.toLowerCase()]
  if (!lock) throw resourceNotFound('Microsoft.Authorization/locks', call.params.lock ?? '', call.params.rg ?? '')
  return { status: 200, body: lockBody(lock) }
}

/** PUT of a lock: 201 when new. */
export function putLock(ctx: MockContext, call: ArmCall): ArmReply {
  const { id, scope } = placeOfLock(call)
  const { level, notes } = objectOf(call.body.properties)
  if (level !== 'CanNotDelete' && level !== 'ReadOnly') {
    throw new ArmError(
      400,
      'InvalidLockLevel',
      `The lock level '${spell(level)}' is invalid. Use CanNotDelete or ReadOnly.`,
    )
  }
  const text = textOf(notes)
  const known = ctx.state.resources.locks[id.toLowerCase()]
  const lock: LockRecord = {
    name: call.params.lock ?? '',
    scope,
    level,
    ...(text === undefined ? {} : { notes: text }),
  }
  ctx.state.resources.locks[id.toLowerCase()] = lock
  return { status: known ? 200 : 201, body: lockBody(lock) }
}

/** DELETE of a lock: 204 when there is none. */
export function deleteLock(ctx: MockContext, call: ArmCall): ArmReply {
  const key = placeOfLock(call).id.toLowerCase()
  if (!ctx.state.resources.locks[key]) return { status: 204 }
  delete ctx.state.resources.locks[key]
  return { status: 200 }
}

/** 409 when a lock above the path, or below a deleted group, forbids the request. Reads and the locks themselves pass. */
export function requireUnlocked(ctx: MockContext, call: ArmCall): void {
  const locks = Object.values(ctx.state.resources.locks)
  if (locks.length === 0 || call.method === 'GET' || call.method === 'HEAD') return
  if (call.path.toLowerCase().includes(MARK.toLowerCase())) return
  const isDelete = call.method === 'DELETE'
  const binding = locks.filter(
    (lock) =>
      (isDelete || lock.level === 'ReadOnly') &&
      (covers(lock.scope, call.path) || (isDelete && covers(call.path, lock.scope))),
  )
  if (binding.length === 0) return
  const verb = isDelete ? 'delete' : 'write'
  const scopes = binding.map((lock) => lock.scope).join(',')
  throw new ArmError(
    409,
    'ScopeLocked',
    `The scope '${call.path}' cannot perform ${verb} operation because following scope(s) are locked: '${scopes}'. Please remove the lock and try again.`,
  )
}

function placeOfLock(call: ArmCall): { id: string; scope: string } {
  const at = call.path.toLowerCase().lastIndexOf(MARK.toLowerCase())
  return { id: call.path, scope: call.path.slice(0, at) }
}

function covers(scope: string, path: string): boolean {
  return `${path}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase())
}

function lockBody(lock: LockRecord): JsonObject {
  const { name, scope, level, notes } = lock
  return {
    id: `${scope}${MARK}/${name}`,
    name,
    type: 'Microsoft.Authorization/locks',
    properties: compact({ level, notes }),
  }
}
