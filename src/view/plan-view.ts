import type { Change } from '../model/plan.js'
import { paint, type Style } from './style.js'

const SIGNS = { create: '+', update: '~', delete: '-', none: '=' } as const

/** A plan as lines: sign, what, why, and what cannot be undone. */
export function renderChanges(changes: readonly Change[], style: Style): string {
  return changes
    .flatMap((change) => {
      const gate = change.gate === 'reversible' ? '' : ` ${paint(style, 'warn', `[${gateLabel(change)}]`)}`
      const head = `${SIGNS[change.action]} ${change.kind} ${change.name}: ${change.reason}${gate}`
      return [head, ...differences(change)]
    })
    .join('\n')
}

/** The last line of every dry run that found something to do. */
export const DRY_RUN_NOTE = 'Nothing was changed: this was a dry run.'

/** What became of a plan: its changes, and one line that says whether they were made. */
export function renderOutcome(
  outcome: { readonly applied: boolean; readonly changes: readonly Change[] },
  style: Style,
  texts: { readonly done: string },
): string {
  const lines = renderChanges(outcome.changes, style)
  if (outcome.changes.every((change) => change.action === 'none')) return lines
  return `${lines}\n${outcome.applied ? texts.done : DRY_RUN_NOTE}`
}

function gateLabel(change: Change): string {
  return change.gate === 'one-way' ? 'one-way: cannot be undone' : 'needs a second person'
}

function differences(change: Change): string[] {
  if (change.action === 'delete' || change.action === 'none') return []
  const before = leaves(change.before ?? {})
  return [...leaves(change.after ?? {})]
    .filter(([key, value]) => before.get(key) !== value && !(change.action === 'create' && value === '[]'))
    .map(
      ([key, value]) =>
        `    ${key}: ${change.action === 'create' ? '' : `${before.get(key) ?? '(not set)'} -> `}${value}`,
    )
}

/** Every scalar of nested facts with its dotted name, so that only what differs is shown. */
function leaves(facts: Readonly<Record<string, unknown>>, prefix = ''): Map<string, string> {
  const pairs = Object.entries(facts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [...leaves(value as Record<string, unknown>, `${prefix}${key}.`)]
      : [[`${prefix}${key}`, typeof value === 'string' ? value : JSON.stringify(value)]],
  )
  return new Map(pairs)
}
