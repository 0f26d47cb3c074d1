import type { Settings } from '../config/settings.js'
import { durationWord } from '../core/duration.js'
import type { JournalHeader, JsonObject } from './journal-lines.js'

/**
 * What to type to go on with a run; `folder` is the one that was named, if any. What the run does is in its journal, and
 * what may be typed otherwise each time is shown; where it works and how long it waits is not, and is said as it was typed now.
 */
export function resumeCommand(
  { verb, run, place, input }: JournalHeader,
  { settings, folder }: { readonly settings: Settings; readonly folder: string | undefined },
): string {
  // Of undelete, --resume starts the backups again.
  const flag = verb === 'undelete' ? '--resume-run' : '--resume'
  const words = [`azbk ${verb} ${flag} ${run}`, ...folderWords(folder), ...(place.mock ? ['--mock'] : [])]
  return [...words, ...choiceWords(input), ...typedWords(settings)].join(' ')
}

/** Of `stagger apply`. */
function choiceWords({ backupFirst, maxMoves }: JsonObject): string[] {
  return [
    ...(backupFirst === true ? ['--backup-first'] : []),
    ...(maxMoves === undefined ? [] : [`--max-moves ${maxMoves}`]),
  ]
}

export function folderWords(folder: string | undefined): string[] {
  return folder === undefined ? [] : [`--journal ${shellWord(folder)}`]
}

function typedWords(settings: Settings): string[] {
  const { subscriptions, cloud, armEndpoint, auth, mockState, wait, timeoutMs } = settings
  const words = {
    mockState: `--mock-state ${shellWord(mockState ?? '')}`,
    subscriptions: `--subscription ${subscriptions.join(',')}`,
    cloud: `--cloud ${cloud}`,
    armEndpoint: `--arm-endpoint ${armEndpoint}`,
    auth: `--auth ${auth}`,
    wait: wait ? '--wait' : '--no-wait',
    timeoutMs: `--timeout ${durationWord(timeoutMs)}`,
  } satisfies Partial<Record<keyof Settings, string>>
  return Object.entries(words).flatMap(([setting, word]) =>
    settings.origins[setting]?.source === 'flag' ? [word] : [],
  )
}

function shellWord(text: string): string {
  return /^[\w./\\:~-]+$/.test(text) ? text : `"${text}"`
}
