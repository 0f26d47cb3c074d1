import type { AzureSession } from './azure/session.js'
import type { Settings } from './config/settings.js'
import type { Clock } from './core/clock.js'
import type { ProgressEvent } from './core/progress.js'
import type { Change } from './model/plan.js'

/** All that a use case may reach: built once per run by the command line, or by the caller of the library. */
export interface AppContext {
  readonly settings: Settings
  readonly session: AzureSession
  readonly clock: Clock
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal
  /** What happens while it happens: for stderr or for a machine. Never the result. */
  readonly progress: (event: ProgressEvent) => void
  /** Something the user should know that did not stop the work; shown once and carried in JSON. */
  readonly warn: (message: string) => void
  /** Resolves when the user agrees to the changes (or none of them needs a yes); throws otherwise. */
  readonly confirm: (request: ConfirmRequest) => Promise<void>
}

export interface ConfirmRequest {
  /** What is about to happen, e.g. "About to delete vault 'v1'". */
  readonly title: string
  readonly changes: readonly Change[]
  /** What must be typed instead of `yes`: the name of what will be lost. */
  readonly typeName?: string
}
