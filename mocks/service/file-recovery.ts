import type { MockContext } from '../context.js'
import type { JsonObject } from '../json.js'
import type { Effect, ItemRecord, PointRecord, VaultRecord } from './model.js'

/** Files of a point can be browsed for so long. Source: docs, recover files from a VM backup. */
export const FILES_MS = 12 * 3_600_000

/** Mounts the files of a point, or lets go of them. */
export function mountFiles(vault: VaultRecord, effect: Extract<Effect, { kind: 'files-mounted' }>): void {
  const point = vault.items[effect.itemKey]?.points.find((candidate) => candidate.name === effect.pointName)
  if (!point) return
  if (effect.untilMs === undefined) delete point.filesUntilMs
  else point.filesUntilMs = effect.untilMs
}

/**
 * What the operation says when the files are mounted. Clients take the first script on Linux and the second on Windows, and
 * cut the password out of the name: 15 characters, 33 behind the last underscore. Source: az client. What is in the scripts
 * is not verified: see UNSURE.md.
 */
export function scriptsOf(
  ctx: MockContext,
  vault: VaultRecord,
  subject: { item: ItemRecord; point: PointRecord },
): JsonObject {
  const password = ctx.random.hex(15)
  const suffix = `${subject.item.nameVm}_${vault.location}_${subject.point.name}_${ctx.random.hex(32)}${password}`
  const clientScripts = subject.point.osType === 'Linux' ? linuxScripts(suffix, password) : windowsScripts(suffix)
  return { objectType: 'OperationStatusProvisionILRExtendedInfo', recoveryTarget: { clientScripts } }
}

function linuxScripts(suffix: string, password: string): JsonObject[] {
  const text = [
    '#!/usr/bin/env python3',
    `TargetPassword="${password}"`,
    'print("This is the script of a mock: there are no files to mount.")',
    '',
  ].join('\n')
  return [{ scriptContent: base64(text), scriptExtension: '.py', osType: 'Linux', url: '', scriptNameSuffix: suffix }]
}

function windowsScripts(suffix: string): JsonObject[] {
  const text = 'This is the program of a mock: there are no files to mount.\r\n'
  const url = `data:application/octet-stream;base64,${base64(text)}`
  return [
    { scriptContent: '', scriptExtension: '.ps1', osType: 'Windows', url: '', scriptNameSuffix: suffix },
    { scriptContent: '', scriptExtension: '.exe', osType: 'Windows', url, scriptNameSuffix: suffix },
  ]
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
