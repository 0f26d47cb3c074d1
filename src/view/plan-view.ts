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

function gateLabel(change: Change): string {
  return change.gate === 'one-way' ? 'one-way: cannot be undone' : 'needs a second person'
}

function differences(change: Change): string[] {
  if (change.action !== 'update') return []
  const before = change.before ?? {}
  return Object.entries(change.after ?? {})
    .filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value))
    .map(([key, value]) => `    ${key}: ${show(before[key])} -> ${show(value)}`)
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '(not set)' : JSON.stringify(value)
}
