import { figure } from '../core/figure.js'
import { renderFollowUps } from '../view/follow-ups.js'
import { count, formatTime } from '../view/format.js'
import { paint, type Style, type Tone, type View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { RunListResult } from './list.js'
import type { RunRow, RunState } from './runs.js'
import type { NextStep, RunItemRow, RunShowResult } from './show.js'

const TONES: Readonly<Record<RunState, Tone>> = {
  finished: 'good',
  interrupted: 'warn',
  stopped: 'warn',
  waiting: 'warn',
  superseded: 'dim',
  killed: 'bad',
  running: 'strong',
}

function stateOf({ state }: RunRow, style: Style): string {
  return paint(style, TONES[state], state)
}

export const renderRunList: View<RunListResult> = async (runs, style) => {
  const table = await renderTable(
    runs,
    [
      { header: 'Run', value: ({ run }) => run },
      { header: 'Started', value: ({ startedAt }) => formatTime(startedAt) },
      { header: 'State', value: (row) => stateOf(row, style) },
      { header: 'Items', value: ({ items }) => figure(items), align: 'right' },
      { header: 'Done', value: ({ done }) => String(done), align: 'right' },
      { header: 'Failed', value: ({ failed }) => String(failed), align: 'right' },
      { header: 'Left', value: ({ left }) => String(left), align: 'right' },
    ],
    { style, empty: 'There is no journal of a run here that can be read.' },
  )
  const open = runs.filter(({ resume, left }) => resume !== null && left > 0)
  const hints = open.map(
    (row) => `  - ${row.resume}${row.resumeAt === null ? '' : ` (after ${formatTime(row.resumeAt)})`}`,
  )
  return [table, ...(hints.length === 0 ? [] : ['', 'Go on with:', ...hints])].join('\n')
}

export const renderRunShow: View<RunShowResult> = async (run, style) => {
  const head = renderFields([
    ['Run', run.run],
    ['Command', `azbk ${run.verb}`],
    ['State', stateOf(run, style)],
    ['Why', run.message ?? undefined],
    ['Started', formatTime(run.startedAt)],
    ['Last written', formatTime(run.lastAt)],
    ['Subscription', run.subscription ?? undefined],
    ['Mock', run.mock ? 'yes' : undefined],
    ['Shard', run.shard ?? undefined],
    ['Items', `${figure(run.items)}: ${figure(run.done)} done, ${figure(run.failed)} failed, ${figure(run.left)} left`],
    ['Journal', run.file],
  ])
  const table = await renderTable(
    run.entries,
    [
      { header: 'Item', value: ({ name }) => name },
      { header: 'To do', value: ({ action }) => action ?? '-' },
      { header: 'State', value: (row) => paint(style, ITEM_TONES[row.state], ITEM_WORDS[row.state]) },
      { header: 'On resume', value: ({ next }) => NEXT_WORDS[next] },
      { header: 'What', value: (row) => (row.state === 'done' ? '' : (row.message ?? '')) },
    ],
    { style },
  )
  const followUps = run.entries.flatMap(({ restored }) =>
    restored ? renderFollowUps(restored.name, restored.followUps) : [],
  )
  return [head, '', table, ...nextOf(run), ...leftLines(run), ...followUps].join('\n')
}

/** What failed restores left behind, with what removes it. */
function leftLines({ entries }: RunShowResult): string[] {
  const lines = entries.flatMap(({ name: vm, left }) =>
    left.flatMap(({ kind, name, place, command }) => [
      `  - ${vm}: ${kind} ${name} in ${place}`,
      ...(command === null ? [] : [`    ${command}`]),
    ]),
  )
  return lines.length === 0 ? [] : ['', 'Left behind:', ...lines]
}

const ITEM_TONES: Readonly<Record<RunItemRow['state'], Tone>> = {
  done: 'good',
  failed: 'bad',
  open: 'warn',
  notStarted: 'dim',
}

const ITEM_WORDS: Readonly<Record<RunItemRow['state'], string>> = {
  done: 'done',
  failed: 'failed',
  open: 'unknown',
  notStarted: 'not started',
}

const NEXT_WORDS: Readonly<Record<NextStep, string>> = {
  nothing: '-',
  lookUp: 'look it up, then do what is missing',
  start: 'do it',
  tryAgain: 'try again',
  planAnew: 'nothing: make a new plan',
}

function nextOf({ resume, resumeAt, entries }: RunShowResult): string[] {
  if (resume === null) {
    const isStale = entries.some(({ next }) => next === 'planAnew')
    return isStale ? ['', 'Next: make a new plan, with azbk stagger plan --out plan.json.'] : []
  }
  const when = resumeAt === null ? '' : ` after ${formatTime(resumeAt)}`
  const open = entries.filter(({ next }) => next !== 'nothing' && next !== 'planAnew')
  return ['', `Next: ${resume} goes on with ${count(open.length, 'item')}${when}.`]
}
