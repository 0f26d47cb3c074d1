import type { ProgressEvent } from '../core/progress.js'
import { formatDuration } from '../view/format.js'

/** One event as one line for stderr; undefined for what is not worth a line. */
export function renderProgress(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case 'retry':
      return `${event.what}: ${event.reason}; trying again in ${formatDuration(event.waitMs)} (attempt ${event.attempt + 1})`
    case 'operation':
      return undefined
    case 'job':
      return `${event.machine}: ${event.text}`
    case 'item':
      return `[${event.done}/${event.total}] ${event.name}: ${event.text}`
    case 'note':
      return event.text
  }
}
