import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { MINUTE_MS } from '../core/clock.js'
import { notFoundError, usageError } from '../core/errors.js'
import { readText } from '../core/read-text.js'
import type { ProbesTold } from '../model/drill.js'
import type { DrillInput, ProbeScript, ProbeWish } from './input.js'
import { parseAddress } from './probes.js'

/** Azure itself stops a script only after 90 minutes. Source: Microsoft docs, "Run scripts in your VM by using action run commands". */
const USUAL_TIMEOUT_MS = 10 * MINUTE_MS

/** Of systemd units and Windows services: nothing that a shell would read. */
const SERVICE = /^[\w.@$ -]+$/

/**
 * The probes that were typed, understood.
 *
 * @throws INVALID_SERVICE, INVALID_ADDRESS (2), SCRIPT_UNREADABLE (4)
 */
export async function readProbes(input: DrillInput): Promise<ProbeWish> {
  const { service = [], tcp = [], script, probeTimeoutMs: timeoutMs = USUAL_TIMEOUT_MS } = input
  for (const name of service.filter((text) => !SERVICE.test(text))) {
    throw usageError('INVALID_SERVICE', `'${name}' is no name of a service.`, ['Write --service sshd.'])
  }
  for (const text of tcp) parseAddress(text)
  return { service, tcp, script: script === undefined ? null : await readScript(script), timeoutMs }
}

/** The probes as the evidence tells them. */
export function tellProbes({ service, tcp, script }: ProbeWish): ProbesTold {
  return { service, tcp, script: script && { name: script.name, sha256: script.sha256 } }
}

async function readScript(file: string): Promise<ProbeScript> {
  const text = await readText(file, (why) =>
    notFoundError('SCRIPT_UNREADABLE', `The script '${file}' cannot be read: ${why}.`, ['Check the path of --script.']),
  )
  return { name: basename(file), sha256: createHash('sha256').update(text).digest('hex'), text }
}
