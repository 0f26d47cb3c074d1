import { EXIT_CODES, type ExitReason } from './exit-codes.js'

/**
 * Whose move it is: `usage` and `user` are the caller's, `azure` is the service's, `bug` is ours,
 * `cancelled` is nobody's (Ctrl-C).
 */
export type ErrorKind = 'usage' | 'user' | 'azure' | 'bug' | 'cancelled'

export interface AzbkErrorInit {
  /** Stable upper-case word, e.g. `VAULT_NOT_FOUND`. A contract: scripts match on it. */
  readonly code: string
  /** What happened to which resource, and why. One or more whole sentences. */
  readonly message: string
  readonly exit: ExitReason
  readonly kind?: ErrorKind
  /** What to type or do next, best first. */
  readonly suggestions?: readonly string[]
  /** Facts worth keeping, e.g. Azure's code, status and request id. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The one error type that reaches a user. Everything else is wrapped once, at the edge. */
export class AzbkError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly exitCode: number
  readonly suggestions: readonly string[]
  readonly details: Readonly<Record<string, unknown>>

  constructor(init: AzbkErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause })
    this.name = 'AzbkError'
    this.code = init.code
    this.exitCode = EXIT_CODES[init.exit]
    this.kind = init.kind ?? (init.exit === 'usage' ? 'usage' : init.exit === 'interrupted' ? 'cancelled' : 'user')
    this.suggestions = init.suggestions ?? []
    this.details = init.details ?? {}
  }
}

/** A mistake in what was typed or in a file that was given: exit 2. */
export function usageError(code: string, message: string, suggestions: readonly string[] = []): AzbkError {
  return new AzbkError({ code, message, suggestions, exit: 'usage' })
}

export function notFoundError(code: string, message: string, suggestions: readonly string[] = []): AzbkError {
  return new AzbkError({ code, message, suggestions, exit: 'notFound' })
}

/** What was asked cannot be done in the present state: exit 6. */
export function refusedError(code: string, message: string, suggestions: readonly string[] = []): AzbkError {
  return new AzbkError({ code, message, suggestions, exit: 'refused' })
}

export function cancelledError(what = 'Interrupted.', suggestions: readonly string[] = []): AzbkError {
  return new AzbkError({ code: 'INTERRUPTED', message: what, suggestions, exit: 'interrupted' })
}

/** Any thrown value as an AzbkError; what is not ours becomes a `bug` that keeps its cause and stack. */
export function toAzbkError(error: unknown): AzbkError {
  if (error instanceof AzbkError) return error
  if (error instanceof Error && error.name === 'AbortError') return cancelledError()
  const message = error instanceof Error ? error.message : String(error)
  return new AzbkError({
    code: 'UNEXPECTED',
    message: `Unexpected error: ${message}`,
    exit: 'failed',
    kind: 'bug',
    suggestions: ['Run again with --debug and report this with the output.'],
    cause: error,
  })
}
