import { count } from '../view/format.js'
import type { Leaving } from './leavings.js'
import type { RestoreResult } from './restore.js'

/** So many are told in full. */
const SHOWN = 10

/** What restores left behind, as lines; those of a run with a journal are removed by going on with it. */
export function leftBehind({ machines, resumeCommand }: RestoreResult): string[] {
  const all = machines.flatMap(({ name, left }) => left.map((leaving) => ({ vm: name, ...leaving })))
  const removed = all.filter(({ state }) => state === 'removed' || state === 'gone')
  const staying = all.filter(({ state }) => state === 'left' || state === 'kept')
  const done = removed.length === 0 ? [] : ['', `Removed what was left: ${count(removed.length, 'container')}.`]
  if (staying.length === 0) return done
  const rest = staying.length - SHOWN
  const more = rest > 0 ? [`  and ${count(rest, 'more', 'more')}: --query "machines[].left[]" lists them.`] : []
  const isLeft = staying.some(({ kind, state }) => kind === 'container' && state === 'left')
  const way = isLeft && resumeCommand !== null ? [`  All containers: ${resumeCommand} --clean-up`] : []
  return [...done, '', 'Left behind:', ...staying.slice(0, SHOWN).flatMap(linesOf), ...more, ...way]
}

function linesOf({ vm, kind, name, place, state, why, command }: Leaving & { readonly vm: string }): string[] {
  const where = kind === 'container' ? 'storage account' : 'group'
  const head = `  - ${vm}: ${kind} ${name} in ${where} ${place}${state === 'kept' ? ', which stays' : ''}: ${why}`
  return command === null ? [head] : [head, `    ${command}`]
}
