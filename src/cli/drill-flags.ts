import { Flags } from '@oclif/core'
import { durationFlag } from './flags.js'
import { pathFlag } from './path-flag.js'

/** Where the evidence of drills lies. */
export const evidenceFlag = {
  evidence: pathFlag({
    env: 'AZBK_EVIDENCE',
    helpValue: '<folder>',
    summary: 'Folder of the evidence (default: in the state folder)',
  }),
}

const PROBES = 'PROBES'

/** What to look at inside a restored VM. */
export const probeFlags = {
  service: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: PROBES,
    helpValue: '<name>',
    summary: 'Service that must run in the restored VM; repeatable',
  }),
  tcp: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: PROBES,
    helpValue: '<port|host:port>',
    summary: 'Port that must take connections, of the VM itself or of another one of the drill; repeatable',
  }),
  script: pathFlag({
    helpGroup: PROBES,
    helpValue: '<file>',
    summary: 'Script to run inside (shell on Linux, PowerShell on Windows); passes when it ends with 0',
  }),
  'probe-timeout': durationFlag({ summary: 'Longest time of one probe (default: 10m)' }),
}

export function readProbeFlags(flags: {
  readonly service?: readonly string[] | undefined
  readonly tcp?: readonly string[] | undefined
  readonly script?: string | undefined
  readonly 'probe-timeout'?: number | undefined
}) {
  const { service, tcp, script, 'probe-timeout': probeTimeoutMs } = flags
  return { service, tcp, script, probeTimeoutMs }
}
