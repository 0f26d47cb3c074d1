/** What happens while a command works, for whoever shows it: a line on stderr, or an event for a machine. */
export type ProgressEvent =
  /** A request is sent again after a pause. */
  | {
      readonly type: 'retry'
      readonly what: string
      readonly reason: string
      readonly waitMs: number
      readonly attempt: number
    }
  /** An operation of Azure is awaited. */
  | { readonly type: 'operation'; readonly what: string; readonly status: string; readonly elapsedMs: number }
  /** A job was started or moved on. */
  | { readonly type: 'job'; readonly machine: string; readonly job: string; readonly text: string }
  /** One item of a fleet run ended or moved on. */
  | {
      readonly type: 'item'
      readonly name: string
      readonly text: string
      readonly done: number
      readonly total: number
    }
  | { readonly type: 'note'; readonly text: string }
