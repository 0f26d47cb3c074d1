import type { DrilledMachine, DrillRecord } from '../model/drill.js'
import type { Report, ReportFinding } from '../model/report.js'
import { formatDuration, formatTime } from '../view/format.js'
import { lookedAt, ranBy, restoredBy } from './page.js'

const CODES = { passed: 'DRILL_PASSED', late: 'DRILL_LATE', failed: 'DRILL_FAILED', notRun: 'DRILL_NOT_RUN' } as const
const LEFT = 'DRILL_GROUP_LEFT'

/** For the report files of pipelines: each VM is a test, and so is the end of the group. */
export function drillReport(record: DrillRecord, version: string): Report {
  const { name, startedAt, endedAt, probes } = record
  return {
    title: 'azbk drill run',
    version,
    checks: { [LEFT]: 'the resource group of the drill is deleted' },
    findings: [...record.machines.map(findingOf), ...leftFinding(record)],
    facts: [
      ['Drill', name],
      ['Began', formatTime(startedAt)],
      ['Ended', formatTime(endedAt)],
      ['Restored by', restoredBy(record)],
      ['Run by', ranBy(record)],
      ['Looked at', lookedAt(probes)],
    ],
  }
}

function findingOf(machine: DrilledMachine): ReportFinding {
  const { id, name, verdict, tier, times, rtoMs } = machine
  const code = CODES[verdict]
  const isWell = verdict === 'passed'
  const within = rtoMs === null ? '' : ` (RTO of tier ${tier}: ${formatDuration(rtoMs)})`
  const time = times.recoveredMs === null ? ', nobody knows how fast' : ` in ${formatDuration(times.recoveredMs)}`
  const message = isWell ? `VM ${name} recovered${time}${within}.` : saidOf(machine)
  const severity = isWell ? 'info' : verdict === 'failed' ? 'error' : 'warning'
  return { id: `${code}|${id}`, code, severity, message, source: null, cure: null, state: null, fails: !isWell }
}

function saidOf({ name, reason, probes }: DrilledMachine): string {
  const failed = probes.filter(({ passed }) => !passed).map((probe) => `${probe.name}: ${probe.detail}`)
  return [`VM ${name}: ${reason}`, ...failed].join('\n')
}

function leftFinding({ name, group, teardown }: DrillRecord): ReportFinding[] {
  if (teardown.state === 'gone') return []
  const message = `Resource group ${group} is still there: ${teardown.reason}`
  const cure = `azbk drill clean --drill ${name} --force`
  return [
    { id: `${LEFT}|${group}`, code: LEFT, severity: 'error', message, source: null, cure, state: null, fails: true },
  ]
}
