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
import { describeLoss, type PrunedItem, type Pruning } from './pruning.js'
import type { NextRun, ShownPolicy, ShowPolicyResult } from './show.js'
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
    { style, empty: 'No VM policies here. Create one with `azbk policy create`.' },
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
  return isChanged ? [...pruningDetails(result.pruning), outcome].join('\n') : outcome
}

export const renderPolicyDiff: View<DiffPolicyResult> = (result, style) => {
  if (result.changes.length === 0) return `Policy '${result.name}' and ${result.to} say the same.`
  const lines = result.changes.map((change) => `~ ${describeChange(change)}`)
  const loss = describeLoss(result.pruning)
  const verdict = loss === null ? 'It removes no recovery points.' : paint(style, 'warn', `It ${loss}.`)
  return [...lines, verdict, ...pruningDetails(result.pruning)].join('\n')
}

/** The points that would go by VM, or what a VM would have left. */
function pruningDetails({ estimate, points }: Pruning): string[] {
  if (points !== null) return points.filter((item) => item.pruned.length > 0).map(prunedItem)
  const { before, after, oldestBefore, oldestAfter, horizonYears } = estimate
  if (after >= before) return []
  return [
    `A VM backed up by it all along would keep ${after} of ${before} points, the oldest from ${formatTime(oldestAfter)}`,
    `instead of ${formatTime(oldestBefore)} (of the last ${horizonYears} years). Add --points to see the real ones.`,
  ]
}

function prunedItem({ machine, held, pruned }: PrunedItem): string {
  const [first, last] = [pruned[0], pruned.at(-1)].map((point) => formatTime(point?.time))
  return `  ${machine}: ${pruned.length} of ${count(held, 'point')}, ${first === last ? first : `${first} to ${last}`}`
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
    ['Next runs', nextRuns.map((run) => nextRunLine(run, spec.timeZone)).join('\n')],
    ['Kept', describeRetention(spec.retention).join('\n')],
    ['Instant restore', count(spec.instantRestoreDays, 'day')],
    ['Snapshot group', group && `${group.prefix}<n>${group.suffix ?? ''}`],
    ['Archive', describeArchive(spec.archive)],
    ['VMs', items.length === 0 ? 'none' : items.map((item) => `${item.machineName} (${item.state})`).join('\n')],
    ['Also set', extras && Object.keys(extras).join(', ')],
  ]
}

function nextRunLine({ time, local }: NextRun, timeZone: string): string {
  return timeZone === 'UTC' ? formatTime(time) : `${formatTime(time)} = ${local} ${timeZone}`
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
