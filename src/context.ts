import type { AzureSession } from './azure/session.js'
import type { Settings } from './config/settings.js'
import type { Clock } from './core/clock.js'
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
  /** What is about to happen, e.g. "Deleting vault 'v1'". */
  readonly title: string
  readonly changes: readonly Change[]
  /** What must be typed instead of `yes`: the name of what will be lost. */
  readonly typeName?: string
}

export type ProgressEvent =
  /** A request is sent again after a pause. */
  | { readonly type: 'retry'; readonly what: string; readonly reason: string; readonly waitMs: number; readonly attempt: number }
  /** An operation of Azure is awaited. */
  | { readonly type: 'operation'; readonly what: string; readonly status: string; readonly elapsedMs: number }
  /** A job was started or moved on. */
  | { readonly type: 'job'; readonly machine: string; readonly job: string; readonly text: string }
  /** One item of a fleet run ended or moved on. */
  | { readonly type: 'item'; readonly name: string; readonly text: string; readonly done: number; readonly total: number }
  | { readonly type: 'note'; readonly text: string }
