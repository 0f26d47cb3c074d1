import type { Hook, Interfaces } from '@oclif/core'
import { closest } from '../core/closest.js'
import { type AzbkError, usageError } from '../core/errors.js'

/** What oclif calls when no command has the name that was typed. */
export const suggestCommand: Hook.CommandNotFound = async ({ id, config }) => {
  throw unknownCommand(id, config)
}

/** The error for a name that no command has; `id` holds all words before the first flag, joined by colons. */
export function unknownCommand(id: string, config: Interfaces.Config): AzbkError {
  const bin = config.bin
  const typed = id.split(':')
  const command = typed.map((_, i) => typed.slice(0, i + 1).join(':')).findLast((prefix) => config.findCommand(prefix))
  if (command !== undefined) {
    const name = command.replaceAll(':', ' ')
    const extra = typed.slice(command.split(':').length).join(' ')
    return usageError('UNEXPECTED_ARGUMENT', `'${bin} ${name}' takes no argument here: '${extra}'.`, [
      `${bin} ${name} --help`,
    ])
  }
  const visible = config.commands.filter((known) => !known.hidden).map((known) => known.id)
  const near = nearest(typed, [...visible, ...config.topics.map((topic) => topic.name)])
  const topic = config.findTopic(typed[0] ?? '')?.name
  return usageError('UNKNOWN_COMMAND', `'${typed.join(' ')}' is not an ${bin} command.`, [
    ...(near === undefined ? [] : [`Did you mean '${bin} ${near.replaceAll(':', ' ')}'?`]),
    `${[bin, topic, '--help'].filter(Boolean).join(' ')} lists the commands.`,
  ])
}

/** Words after the command's name are in `typed` too: the longest start of it that is near to something wins. */
function nearest(typed: readonly string[], ids: readonly string[]): string | undefined {
  const [topic = '', verb = ''] = typed
  const verbs = ids.filter((id) => id.startsWith(`${topic}:`)).map((id) => id.slice(topic.length + 1))
  if (verbs.length > 0) {
    const found = closest(verb, verbs)
    return found && `${topic}:${found}`
  }
  for (let length = typed.length; length > 0; length--) {
    const found = closest(typed.slice(0, length).join(':'), ids)
    if (found !== undefined) return found
  }
  return undefined
}
