import { figure } from '../../core/figure.js'
import { findingId, type StaggerFinding } from '../../slots/findings.js'
import { formatTime } from '../../view/format.js'
import type { VaultJobs } from '../history.js'

/** Times of which nobody knows what ran: never taken for quiet ones. */
export function gapFindings(histories: readonly VaultJobs[]): StaggerFinding[] {
  return histories.flatMap(({ vault, gaps }) =>
    gaps.map((span) => ({
      ...holeIn(vault, 'HISTORY_GAP', span),
      message: `What vault '${vault.name}' did from ${spanText(span)} is not known: no run read it in time.`,
      cure: 'Run azbk stagger audit each night with the same --history folder.',
    })),
  )
}

/** Lines that somebody, or a disk, took out of a history: what is told of their times is what Azure still has. */
export function damageFindings(histories: readonly VaultJobs[]): StaggerFinding[] {
  return histories.flatMap(({ vault, damaged }) =>
    damaged.map((span) => ({
      ...holeIn(vault, 'HISTORY_DAMAGED', span),
      message: `Lines of the history of vault '${vault.name}' from ${spanText(span)} are missing, or not as they were written: Azure was asked again.`,
      cure: 'Find out what changes files in the --history folder: azbk only adds to them.',
    })),
  )
}

type Span = VaultJobs['gaps'][number]

function holeIn({ id, name }: VaultJobs['vault'], code: string, { from, to }: Span) {
  const evidence = { vault: name, from, to }
  return { id: findingId(code, [id, from.slice(0, 10)]), code, severity: 'warning' as const, evidence, source: null }
}

const spanText = ({ from, to }: Span) => `${formatTime(from)} to ${formatTime(to)}`

/** What this run has read, and the next one has to read again. */
export function unsavedFindings(histories: readonly VaultJobs[]): StaggerFinding[] {
  return histories.flatMap(({ vault, unsaved }) =>
    unsaved === null
      ? []
      : {
          id: findingId('HISTORY_UNSAVED', [vault.id]),
          code: 'HISTORY_UNSAVED',
          severity: 'warning',
          message: `What was read of the jobs of vault '${vault.name}' is not kept for the next run. ${unsaved}`,
          evidence: { vault: vault.name },
          source: null,
          cure: 'Make room in the --history folder, or name another one.',
        },
  )
}

/** VMs of which no transferred bytes are known yet. */
export function unreadRates(histories: readonly VaultJobs[], sample: number): StaggerFinding[] {
  return histories.flatMap(({ vault, history }) => {
    const good = [...history.jobs.values()].filter(
      (job) => job.operation === 'Backup' && job.machine !== null && job.status.startsWith('Completed'),
    )
    const read = new Set(good.flatMap((job) => (history.details.has(job.id) ? [job.machine] : [])))
    const unread = [...new Set(good.map((job) => job.machine))].filter((machine) => !read.has(machine)).sort()
    if (unread.length === 0) return []
    return {
      id: findingId('RATES_UNREAD', [vault.id]),
      code: 'RATES_UNREAD',
      severity: 'info',
      message: `Transferred bytes of ${figure(unread.length)} VMs of vault '${vault.name}' are not known: each costs a request, and ${figure(sample)} are made a run.`,
      evidence: { vault: vault.name, machines: unread },
      source: null,
      cure: 'Keep the --history folder from night to night, or raise --sample.',
    }
  })
}
