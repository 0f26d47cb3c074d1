import type { DrilledMachine, DrillRecord, ProbesTold } from '../model/drill.js'
import { formatDuration, formatTime } from '../view/format.js'
import { markdownTable } from '../view/markdown-table.js'

export const VERDICT_WORDS = { passed: 'passed', late: 'late', failed: 'failed', notRun: 'not run' } as const

/** The evidence as a page for people. */
export function drillPage(record: DrillRecord): string {
  const { name: drill, startedAt, endedAt, crossRegion, group, machines, teardown, probes } = record
  const gone = teardown.state === 'gone' ? 'deleted' : `still there: ${teardown.reason} (${teardown.left.join(', ')})`
  const facts = [
    ['Began', formatTime(startedAt)],
    ['Ended', formatTime(endedAt)],
    ['Restored from', crossRegion ? 'the paired region' : "the vault's region"],
    ['Restored by', restoredBy(record)],
    ['Run by', ranBy(record)],
    ['Resource group', `${group}, ${gone}`],
    ['Looked at', lookedAt(probes)],
  ]
  const head = ['VM', 'Tier', 'Verdict', 'Point', 'Restore', 'Boot', 'Probes', 'Recovered in', 'RTO', 'Why']
  return [
    `# ${drill}`,
    markdownTable(['', ''], facts),
    markdownTable(head, machines.map(rowOf)),
    ...probeTable(machines),
    '',
  ].join('\n\n')
}

export function restoredBy({ endpoint }: Pick<DrillRecord, 'endpoint'>): string {
  return endpoint ?? 'the offline mock, which proves nothing'
}

/** e.g. `admin@contoso.com (object id ...) with azbk 1.2.0`. */
export function ranBy({ ranBy: account, azbkVersion }: Pick<DrillRecord, 'ranBy' | 'azbkVersion'>): string {
  const { name = null, objectId = null, applicationId = null } = account ?? {}
  const ids = [
    ...(applicationId !== null && applicationId !== name ? [`application ${applicationId}`] : []),
    ...(objectId === null ? [] : [`object id ${objectId}`]),
  ]
  const who = [name ?? 'an account that is not known', ...(ids.length === 0 ? [] : [`(${ids.join(', ')})`])].join(' ')
  return `${who} with azbk ${azbkVersion ?? 'of a version that is not known'}`
}

export function lookedAt({ service, tcp, script }: ProbesTold): string {
  const parts = [
    'the agent',
    ...service.map((name) => `service ${name}`),
    ...tcp.map((address) => `tcp ${address}`),
    ...(script === null ? [] : [`script ${script.name} (SHA-256 ${script.sha256})`]),
  ]
  return parts.join(', ')
}

export function sayMs(ms: number | null): string {
  return ms === null ? '-' : formatDuration(ms)
}

export function probeCount({ probes }: DrilledMachine): string {
  return probes.length === 0 ? '-' : `${probes.filter(({ passed }) => passed).length} of ${probes.length}`
}

function rowOf(machine: DrilledMachine): string[] {
  const { name, tier, verdict, point, times, rtoMs, reason } = machine
  const spans = [
    sayMs(times.restoreMs),
    sayMs(times.bootMs),
    probeCount(machine),
    sayMs(times.recoveredMs),
    sayMs(rtoMs),
  ]
  return [name, tier, VERDICT_WORDS[verdict], formatTime(point?.time), ...spans, reason ?? '']
}

function probeTable(machines: readonly DrilledMachine[]): string[] {
  const rows = machines.flatMap(({ name, probes }) =>
    probes.map((probe) => [name, probe.name, probe.passed ? 'passed' : 'failed', probe.detail]),
  )
  return rows.length === 0 ? [] : [markdownTable(['VM', 'Probe', 'Verdict', 'What it said'], rows)]
}
