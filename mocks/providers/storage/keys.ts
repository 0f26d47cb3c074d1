import { createHash } from 'node:crypto'
import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { type JsonObject, sameName, spell } from '../../json.js'
import { requireAccount } from './handlers.js'
import type { StorageAccountRecord } from './state.js'

const KEY_NAMES = ['key1', 'key2'] as const

/** POST listKeys: both keys of an account. They are made of its id and open nothing. */
export function listKeys(ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: keysBody(ctx, requireAccount(ctx, call)) }
}

/** POST regenerateKey: one key gets a new value. */
export function regenerateKey(ctx: MockContext, call: ArmCall): ArmReply {
  const account = requireAccount(ctx, call)
  const { keyName } = call.body
  const name = KEY_NAMES.find((key) => sameName(key, spell(keyName)))
  if (!name) throw new ArmError(400, 'InvalidValue', `The value '${spell(keyName)}' of keyName is not valid.`)
  const turns = account.keyTurns ?? { key1: 0, key2: 0 }
  account.keyTurns = { ...turns, [name]: turns[name] + 1 }
  return { status: 200, body: keysBody(ctx, account) }
}

function keysBody(ctx: MockContext, account: StorageAccountRecord): JsonObject {
  const keys = KEY_NAMES.map((keyName) => ({
    creationTime: account.properties.creationTime,
    keyName,
    value: keyValue(ctx, account, keyName),
    permissions: 'FULL',
  }))
  return { keys }
}

/** 64 bytes in base64, as Azure's keys are. */
function keyValue(ctx: MockContext, account: StorageAccountRecord, name: (typeof KEY_NAMES)[number]): string {
  const label = [ctx.state.seed, account.id.toLowerCase(), name, account.keyTurns?.[name] ?? 0].join('|')
  return createHash('sha512').update(label).digest('base64')
}
