import type { ConfirmRequest } from '../context.js'
import { AzbkError, usageError } from '../core/errors.js'
import { listFirst } from '../view/format.js'
import { renderChanges } from '../view/plan-view.js'
import type { Style } from '../view/style.js'
import type { Runtime } from './runtime.js'

/**
 * Asks before what cannot simply be undone: deletions, one-way steps and steps that need a second person.
 * `isAgreed`: by --yes. Off a terminal nothing is asked: without --yes it is an error that names the flag.
 */
export async function confirmChanges(
  request: ConfirmRequest,
  runtime: Runtime,
  { isAgreed, style }: { readonly isAgreed: boolean; readonly style: Style },
): Promise<void> {
  const grave = request.changes.filter((change) => change.action === 'delete' || change.gate !== 'reversible')
  if (grave.length === 0 || isAgreed) return
  if (!runtime.stdin.isTTY || !runtime.stderr.isTTY) {
    const steps = grave.map(({ kind, name, reason }) => `${kind} ${name}: ${reason}`)
    throw usageError(
      'CONFIRMATION_NEEDED',
      `${request.title}: this needs a yes, and there is no terminal to ask at.${listFirst(steps)}`,
      ['Look at it with --dry-run, then add --yes.'],
    )
  }
  runtime.stderr.write(`${request.title}:\n${renderChanges(request.changes, style)}\n`)
  const expected = request.typeName ?? 'yes'
  const answer = await runtime.stdin.question(`Type '${expected}' to go on: `)
  if (answer.trim() === expected) return
  throw new AzbkError({
    code: 'NOT_CONFIRMED',
    message: 'Nothing was changed: the answer was not the one asked for.',
    exit: 'refused',
  })
}
