import { figure } from '../core/figure.js'
import { groupBy } from '../core/group.js'
import { compareTexts } from '../core/names.js'
import { count } from '../view/format.js'
import type { Style, View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import { renderCertificate } from './certificate-view.js'
import { renderDurations } from './durations-view.js'
import { type HeatRow, heatLegend, renderHeatMap } from './heat-map.js'
import type { AccountNight, HalfHours, StartRoom, VaultNight } from './overview.js'
import type { PlanSide } from './plan-file.js'
import type { StaggerPlanResult } from './stagger-plan.js'

const MOST_PLACES = 10
const MOST_ACCOUNTS = 5
const MOST_ROWS = 20

const HELPS =
  'What helps: wider windows (--window), fewer disks in an account, another vault for some VMs (azbk vault create), or limits of your own (--profile FILE).'

export const renderStaggerPlan: View<StaggerPlanResult> = async (result, style) => {
  if (machinesOf(result) === 0) return [NOTHING, findings(result), saved(result)].filter(Boolean).join('\n\n')
  const { conflicts } = result.plan
  const blocks = [
    headline(result),
    await summaryTable(result, style),
    await renderDurations(result.durations, style),
    await capacityTable(result, style),
    nights(result, style),
    await accountsTable(result, style),
    await renderCertificate(result.plan.certificate, style),
    lines(
      'What no plan can cure:',
      conflicts.map(({ message }) => message),
    ) + (conflicts.length > 0 ? `\n  ${HELPS}` : ''),
    findings(result),
    rollout(result),
    await policiesTable(result, style),
    await movesTable(result, style),
    next(result),
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

const NOTHING = 'There is no VM with running backups here: nothing to plan.'

function machinesOf({ vaults }: StaggerPlanResult): number {
  return vaults.reduce((sum, { machines }) => sum + machines, 0)
}

function headline(result: StaggerPlanResult): string {
  const { plan, vaults } = result
  const machines = machinesOf(result)
  const pinned = vaults.reduce((sum, vault) => sum + vault.pinned, 0)
  const { objective, limits, from } = plan
  const chosen = pinned === 0 ? '' : `${figure(machines - pinned)} of `
  const stay = pinned === 0 ? '' : ', the others stay where they are'
  return `${chosen}${count(machines, 'VM')} in ${count(vaults.length, 'vault')}${stay}: ${objective}, limits ${limits.name}, from ${from}.`
}

function summaryTable({ plan, peaks }: StaggerPlanResult, style: Style): Promise<string> {
  const { before, after } = plan.summary
  const side = (label: string, value: (side: PlanSide) => number) => ({
    label,
    now: value(before),
    planned: value(after),
  })
  const rows = [
    side('VMs and disks over a limit', (one) => one.violations),
    side('Most VMs that start together', (one) => one.mostStarts),
    { label: 'VMs at work at once, likely', now: peaks.before.likely, planned: peaks.after.likely },
    { label: '  if all goes well', now: peaks.before.best, planned: peaks.after.best },
    { label: '  at the worst', now: peaks.before.worst, planned: peaks.after.worst },
    side('Policies in use', (one) => one.policies),
  ]
  return renderTable(
    rows,
    [
      { header: '', value: ({ label }) => label },
      { header: 'Now', align: 'right', value: ({ now }) => figure(now) },
      { header: 'Planned', align: 'right', value: ({ planned }) => figure(planned) },
    ],
    { style },
  )
}

/** The places with the least room. */
async function capacityTable({ capacity }: StaggerPlanResult, style: Style): Promise<string> {
  if (capacity.length === 0) return ''
  const tight = [...capacity].sort(
    (a, b) => b.startsNeeded / b.room - a.startsNeeded / a.room || compareTexts(a.place, b.place),
  )
  const { scope } = tight[0] as StartRoom
  const table = await renderTable(
    tight.slice(0, MOST_PLACES),
    [
      { header: `${scope[0]?.toUpperCase()}${scope.slice(1)}`, value: placeName },
      { header: 'VMs', align: 'right', value: ({ machines }) => figure(machines) },
      { header: 'Starts a day', align: 'right', value: ({ startsNeeded }) => figure(startsNeeded) },
      { header: 'Room', align: 'right', value: ({ room }) => figure(room) },
      {
        header: 'How',
        value: ({ times, perTime, startsNeeded, room }) =>
          `${count(times, 'time')} of day x ${figure(perTime)} VMs${startsNeeded > room ? ': not enough' : ''}`,
      },
    ],
    { style },
  )
  return table + others(tight.length, scope)
}

function placeName({ place, scope }: StartRoom): string {
  return place.slice(`${scope} `.length)
}

/** The busiest places; starts against the limit where they are counted, work against the most of all. */
function nights({ vaults, capacity, plan }: StaggerPlanResult, style: Style): string {
  const limits = new Map(capacity.map(({ place, perTime }) => [place, perTime]))
  const isMoving = plan.moves.length > 0
  const pair = (
    label: string,
    values: { readonly before: HalfHours; readonly after: HalfHours },
    limit: number | null,
  ) => [
    { label, values: values.before, limit },
    ...(isMoving ? [{ label: '  planned', values: values.after, limit }] : []),
  ]
  const shared = capacity.filter(({ scope }) => scope !== 'vault')
  const rows: HeatRow[] = [
    ...busiest(shared, ({ place }) => place).flatMap((room) => pair(`${room.place} starts`, room.starts, room.perTime)),
    ...busiest(vaults, ({ key }) => key).flatMap(({ vault, starts, working }) => [
      ...pair(`${vault} starts`, starts, limits.get(`vault ${vault}`) ?? null),
      ...pair('  at work', working, null),
    ]),
  ]
  const map = renderHeatMap(rows, style)
  return map.length === 0 ? '' : `${[...map, heatLegend(plan.from)].join('\n')}${others(vaults.length, 'vault')}`
}

function busiest<T extends Pick<VaultNight, 'starts'>>(places: readonly T[], keyOf: (place: T) => string): T[] {
  const most = ({ starts }: T) => Math.max(...starts.before, ...starts.after)
  return [...places].sort((a, b) => most(b) - most(a) || compareTexts(keyOf(a), keyOf(b))).slice(0, MOST_PLACES)
}

async function accountsTable({ accounts, plan }: StaggerPlanResult, style: Style): Promise<string> {
  if (accounts.length === 0) return ''
  const worst = [...accounts].sort((a, b) => b.before - a.before || compareTexts(a.account, b.account))
  const shown = worst.slice(0, MOST_ACCOUNTS)
  const table = await renderTable(
    shown,
    [
      { header: 'Storage account', value: ({ account }) => account },
      { header: 'Disks together now', align: 'right', value: ({ before }) => figure(before) },
      { header: 'Planned', align: 'right', value: ({ after }) => figure(after) },
      { header: 'Limit', align: 'right', value: ({ limit }) => figure(limit) },
    ],
    { style },
  )
  const rows = shown.flatMap(({ account, limit, disks }: AccountNight): HeatRow[] => [
    { label: `${account} disks`, values: disks.before, limit },
    ...(plan.moves.length > 0 ? [{ label: '  planned', values: disks.after, limit }] : []),
  ])
  return [table, ...renderHeatMap(rows, style)].join('\n') + others(accounts.length, 'storage account', MOST_ACCOUNTS)
}

/** With what to type about those that are more than worth knowing. */
function findings({ plan }: StaggerPlanResult): string {
  const texts = plan.findings.map(({ severity, message, cure }) => {
    const advice = severity === 'info' || cure === null ? '' : `\n    ${cure}`
    return `${severity}: ${message}${advice}`
  })
  return lines('Findings:', texts)
}

function lines(title: string, texts: readonly string[]): string {
  if (texts.length === 0) return ''
  const shown = texts.slice(0, MOST_ROWS).map((text) => `  ${text}`)
  const more = texts.length > MOST_ROWS ? [`  and ${figure(texts.length - MOST_ROWS)} more`] : []
  return [title, ...shown, ...more].join('\n')
}

/** What of the daily budgets each day needs, in the vault that needs most. */
function rollout({ plan, vaults }: StaggerPlanResult): string {
  if (plan.moves.length === 0) return ''
  const { policyWritesPerDay, protectionChangesPerDay } = plan.limits
  const most = (steps: readonly { readonly vault: string; readonly day: number }[]) =>
    Math.max(0, ...[...groupBy(steps, ({ vault, day }) => `${day} ${vault}`).values()].map((same) => same.length))
  const [spent] = vaults
    .filter(({ recentChanges }) => recentChanges > 0)
    .sort((a, b) => b.recentChanges - a.recentChanges || compareTexts(a.key, b.key))
  const gone = spent ? ` Spent today already: ${count(spent.recentChanges, 'change')} in vault ${spent.vault}.` : ''
  const of = (limit: { readonly value: number } | null) => (limit === null ? '' : ` of ${figure(limit.value)}`)
  return (
    `${count(plan.moves.length, 'move')} and ${count(plan.policies.length, 'new policy', 'new policies')} in ${count(plan.days, 'day')}. ` +
    `The busiest vault and day: ${figure(most(plan.policies))}${of(policyWritesPerDay)} policy writes, ` +
    `${figure(most(plan.moves))}${of(protectionChangesPerDay)} changes of protection.${gone}`
  )
}

async function policiesTable(result: StaggerPlanResult, style: Style): Promise<string> {
  const { policies } = result.plan
  if (policies.length === 0) return ''
  const vaultOf = vaultNames(result)
  const table = await renderTable(
    policies.slice(0, MOST_ROWS),
    [
      { header: 'New policy', value: ({ name }) => name },
      { header: 'Vault', value: ({ vault }) => vaultOf(vault) },
      { header: 'Like', value: ({ like }) => like ?? 'its tier' },
      { header: 'Day', align: 'right', value: ({ day }) => String(day) },
    ],
    { style },
  )
  return table + rest(policies.length)
}

async function movesTable(result: StaggerPlanResult, style: Style): Promise<string> {
  const { moves } = result.plan
  if (moves.length === 0) return ''
  const vaultOf = vaultNames(result)
  const table = await renderTable(
    moves.slice(0, MOST_ROWS),
    [
      { header: 'VM', value: ({ name }) => name },
      { header: 'Vault', value: ({ vault }) => vaultOf(vault) },
      { header: 'From', value: ({ from }) => from ?? '-' },
      { header: 'To', value: ({ to }) => to },
      { header: 'Day', align: 'right', value: ({ day }) => String(day) },
      { header: 'Why', value: ({ reason }) => reason },
    ],
    { style },
  )
  return table + rest(moves.length)
}

function vaultNames({ vaults }: StaggerPlanResult): (key: string) => string {
  const names = new Map(vaults.map(({ key, vault }) => [key, vault]))
  return (key) => names.get(key) ?? key
}

function next(result: StaggerPlanResult): string {
  const { moves, basis } = result.plan
  if (moves.length === 0) return `${whyNoMoves(result)} ${saved(result)}`.trimEnd()
  if (result.file === null) return 'Next: --out plan.json saves the plan. Nothing was changed.'
  const verb = basis.source === 'inventory' ? 'stagger simulate --inventory <the same file> --plan' : 'stagger apply'
  return `${saved(result)} Next: azbk ${verb} ${result.file}`
}

function whyNoMoves({ plan }: StaggerPlanResult): string {
  if (plan.findings.some(({ code }) => code === 'MOVES_LEFT_OUT')) return 'No move can be made without a worse night.'
  return plan.summary.after.violations > 0 ? 'No move makes this better.' : 'Nothing has to move.'
}

function saved({ file }: StaggerPlanResult): string {
  return file === null ? '' : `Saved as ${file}.`
}

function others(total: number, noun: string, shown = MOST_PLACES): string {
  return total > shown ? `\nand ${count(total - shown, noun)} more, less busy` : ''
}

function rest(total: number): string {
  return total > MOST_ROWS ? `\nand ${figure(total - MOST_ROWS)} more; --output json and the saved plan have all` : ''
}
