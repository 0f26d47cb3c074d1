import { isOpaque } from '../azure/policies.js'
import type { Policy } from '../model/policy.js'
import { describeArchive, describeRetention, describeSchedule } from '../model/policy-words.js'
import { count, formatTime } from '../view/format.js'
import { renderOutcome } from '../view/plan-view.js'
import { paint, type Style, type View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { CreatePolicyResult } from './create.js'
import type { DeletePolicyResult } from './delete.js'
import type { DiffPolicyResult } from './diff.js'
import type { LintedPolicy, LintPolicyResult, LintProblem } from './lint.js'
import { describeChange } from './plan.js'
import type { Pruning } from './pruning.js'
import type { ShownPolicy, ShowPolicyResult } from './show.js'
import type { UpdatePolicyResult } from './update.js'

export const renderPolicyList: View<readonly Policy[]> = (policies, style) => {
  const hasCounts = policies.some((policy) => policy.itemCount !== null)
  return renderTable(
    policies,
    [
      { header: 'Name', value: (policy) => policy.name },
      { header: 'Kind', value: (policy) => policy.spec.kind },
      { header: 'Schedule', value: (policy) => describeSchedule(policy.spec.schedule) },
      { header: 'Time zone', value: (policy) => policy.spec.timeZone },
      { header: 'Kept', value: (policy) => keptShort(policy) },
      ...(hasCounts
        ? [{ header: 'VMs', align: 'right' as const, value: (policy: Policy) => String(policy.itemCount ?? '-') }]
        : []),
    ],
    style,
    'No VM policies here. Create one with `azbk policy create`.',
  )
}

function keptShort({ spec }: Policy): string {
  return describeRetention(spec.retention)
    .map((line) => line.split(':', 1)[0])
    .join(', ')
}

export const renderPolicyCreate: View<CreatePolicyResult> = (result, style) =>
  renderOutcome(result, style, {
    done: `Policy '${result.name}' is in vault '${result.vaultName}'. Use it: azbk protect --vm <name> --policy ${result.name}`,
  })

export const renderPolicyDelete: View<DeletePolicyResult> = (result, style) =>
  renderOutcome(result, style, { done: `Policy '${result.changes[0]?.name ?? ''}' is deleted.` })

export const renderPolicyUpdate: View<UpdatePolicyResult> = (result, style) => {
  const outcome = renderOutcome(result, style, {
    done: `Policy '${result.name}' is changed. Schedule and retention count at once; points that go vanish within a day.`,
  })
  const isChanged = result.changes.some((change) => change.action !== 'none')
  return isChanged ? [pruningLines(result.pruning, style), outcome].join('\n') : outcome
}

export const renderPolicyDiff: View<DiffPolicyResult> = (result, style) => {
  if (result.changes.length === 0) return `Policy '${result.name}' and ${result.to} say the same.`
  const lines = result.changes.map((change) => `~ ${describeChange(change)}`)
  return [...lines, pruningLines(result.pruning, style)].join('\n')
}

function pruningLines({ items, estimate, points }: Pruning, style: Style): string {
  const vms = count(items, 'VM')
  if (points !== null) {
    const lines = points.map(({ machine, held, pruned }) => {
      const named = pruned.map((point) => `    ${formatTime(point.time)} (held by ${point.reasons[0]?.rule ?? '-'})`)
      return [`  ${machine}: ${pruned.length} of ${count(held, 'point')} would go`, ...named].join('\n')
    })
    return [`Recovery points of ${vms}:`, ...lines].join('\n')
  }
  if (estimate.after >= estimate.before) return `No recovery points would go (${vms} on the policy).`
  const oldest = `the oldest from ${formatTime(estimate.oldestAfter)} instead of ${formatTime(estimate.oldestBefore)}`
  const each = `A VM on this policy all along would keep ${estimate.after} of ${estimate.before} points, ${oldest}`
  return `${paint(style, 'warn', 'Removes recovery points:')} ${vms} on the policy. ${each} (at most ${estimate.horizonYears} years back). Add --points to name the real ones.`
}

export const renderPolicy: View<ShowPolicyResult> = (policy, style) => {
  if (!isOpaque(policy)) return renderFields(policyFields(policy, style))
  const head = renderFields([
    ['Name', paint(style, 'strong', policy.name)],
    ['Vault', policy.vaultName],
    ['Workload', policy.workload],
    ['VMs or other items', policy.itemCount === null ? undefined : String(policy.itemCount)],
    ['Not read', policy.reason],
  ])
  return `${head}\n${JSON.stringify(policy.body, null, 2)}`
}

function policyFields(policy: ShownPolicy, style: Style): (readonly [string, string | undefined])[] {
  const { spec, nextRuns, items, extras } = policy
  const { snapshotGroup: group } = spec
  return [
    ['Name', paint(style, 'strong', policy.name)],
    ['Vault', policy.vaultName],
    ['Kind', spec.kind],
    [
      'Consistency',
      spec.consistency === 'crash' ? 'crash-consistent only (agentless)' : 'application where the VM allows',
    ],
    ['Schedule', `${describeSchedule(spec.schedule)} (${spec.timeZone})`],
    ['Next runs', nextRuns.map((run) => `${formatTime(run.time)} = ${run.local} ${spec.timeZone}`).join('\n')],
    ['Kept', describeRetention(spec.retention).join('\n')],
    ['Instant restore', count(spec.instantRestoreDays, 'day')],
    ['Snapshot group', group && `${group.prefix}<n>${group.suffix ?? ''}`],
    ['Archive', describeArchive(spec.archive)],
    ['VMs', items.length === 0 ? 'none' : items.map((item) => `${item.machineName} (${item.state})`).join('\n')],
    ['Also set', extras && Object.keys(extras).join(', ')],
  ]
}

export const renderPolicyLint: View<LintPolicyResult> = (result, style) =>
  result.map((policy) => lintedPolicy(policy, style)).join('\n')

function lintedPolicy({ source, problems }: LintedPolicy, style: Style): string {
  if (problems.length === 0) return `${source}: ${paint(style, 'good', 'ok')}`
  return problems.map((problem) => lintLine(source, problem, style)).join('\n')
}

function lintLine(source: string, problem: LintProblem, style: Style): string {
  const place = problem.line === null ? source : `${source}:${problem.line}:${problem.column}`
  const severity = paint(style, problem.severity === 'error' ? 'bad' : 'warn', problem.severity)
  return [
    `${place}: ${severity}: ${problem.field}: ${problem.message}`,
    `    ${problem.fix} [${problem.rule}; ${problem.source}]`,
  ].join('\n')
}
