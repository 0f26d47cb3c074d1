import { resolve } from 'node:path'
import { createTrafficFile, readTraffic } from '../azure/traffic-file.js'
import { usageError } from '../core/errors.js'
import { count } from '../view/format.js'
import type { OtherCommand } from './run-other.js'
import type { Runtime } from './runtime.js'

export interface TrafficFiles {
  readonly record: string | undefined
  readonly replay: string | undefined
}

/** The file that this run's traffic is written to, or answered from. Throws a usage error when both are named. */
export function trafficFiles({ AZBK_RECORD: record, AZBK_REPLAY: replay }: Runtime['env']): TrafficFiles {
  if (!record || !replay) return { record, replay }
  throw usageError('RECORD_AND_REPLAY', `A run cannot record into ${record} and be answered from ${replay} at once.`, [
    'Unset AZBK_RECORD or AZBK_REPLAY.',
  ])
}

export interface RecordInput {
  readonly file: string
  /** Takes the place of a file that is there. */
  readonly replace: boolean
  readonly quiet: boolean
}

/** Runs a command with its traffic written to a new file. The file is made first: nothing is sent that could not be kept. */
export async function recordOther(command: OtherCommand, runtime: Runtime, input: RecordInput): Promise<void> {
  const file = resolve(runtime.cwd, input.file)
  trafficFiles({ ...runtime.env, AZBK_RECORD: file })
  createTrafficFile(file, input)
  try {
    await command.run({ AZBK_RECORD: file })
  } finally {
    const said = `Recorded ${count(readTraffic(file).length, 'exchange')} in ${input.file}\n`
    if (!input.quiet) runtime.stderr.write(said)
  }
}

/** Runs a command with its requests answered from a file: no network, no login. */
export async function replayOther(command: OtherCommand, runtime: Runtime, name: string): Promise<void> {
  const file = resolve(runtime.cwd, name)
  trafficFiles({ ...runtime.env, AZBK_REPLAY: file })
  readTraffic(file)
  await command.run({ AZBK_REPLAY: file })
}
