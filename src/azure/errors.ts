import { AzbkError, type AzbkErrorInit, cancelledError } from '../core/errors.js'
import type { ExitReason } from '../core/exit-codes.js'
import { describeMarkup } from './answer-guard.js'
import { AZURE_ERRORS, type AzureErrorRow, NETWORK_ERRORS } from './error-table.js'
import { askedPauseMs } from './retry.js'

/** An answer of Azure that says no, as far as it can be told apart. */
interface AzureRefusal {
  /** What was being done to what, e.g. "creating vault 'v1'". Starts lower-case. */
  readonly what: string
  readonly status: number | undefined
  readonly code: string | undefined
  readonly message: string | undefined
  readonly response?: { readonly headers: { get(name: string): string | undefined } } | undefined
}

/** Turns Azure's code, status and text into what a user needs; keeps all that Azure said in `details`. */
export function azureError(refusal: AzureRefusal, cause?: unknown): AzbkError {
  const code = refusal.code ?? ''
  const row = AZURE_ERRORS.find((candidate) =>
    candidate.codes.some((known) => known.toLowerCase() === code.toLowerCase()),
  )
  const said = refusal.message?.trim() ?? ''
  const details = azureDetails(refusal)
  const pause = details.retryAfterSeconds
  const init: AzbkErrorInit = {
    code: row?.code ?? fallbackCode(refusal.status),
    exit: row?.exit ?? fallbackExit(refusal.status),
    kind: 'azure',
    message: `Could not finish ${refusal.what}: ${row?.why ?? said}${row && said ? ` Azure says: ${oneLine(said)}` : ''}`,
    suggestions: [
      ...(pause === undefined ? [] : [`Azure asks for a pause of ${pause} seconds.`]),
      ...suggestionsFor(row, refusal),
    ],
    details,
    ...(cause === undefined ? {} : { cause }),
  }
  return new AzbkError(init)
}

function suggestionsFor(row: AzureErrorRow | undefined, refusal: AzureRefusal): readonly string[] {
  const advice = row?.advise?.(refusal.message ?? '') ?? []
  return advice.length > 0 ? advice : (row?.suggestions ?? fallbackSuggestions(refusal))
}

function azureDetails(refusal: AzureRefusal): Record<string, unknown> {
  const header = (name: string) => refusal.response?.headers.get(name)
  const pauseMs =
    refusal.response && askedPauseMs({ headers: refusal.response.headers, bodyAsText: refusal.message ?? null })
  return Object.fromEntries(
    Object.entries({
      azureCode: refusal.code,
      azureMessage: refusal.message,
      status: refusal.status,
      requestId: header('x-ms-request-id'),
      correlationId: header('x-ms-correlation-request-id'),
      retryAfterSeconds: pauseMs === undefined ? undefined : pauseMs / 1000,
    }).filter(([, value]) => value !== undefined),
  )
}

function fallbackExit(status: number | undefined): ExitReason {
  if (status === 401 || status === 403) return 'noPermission'
  if (status === 404) return 'notFound'
  if (status === 429) return 'throttled'
  if (status === 409 || status === 412 || status === 400) return 'refused'
  return 'failed'
}

function fallbackCode(status: number | undefined): string {
  if (status === 401) return 'LOGIN_REQUIRED'
  if (status === 403) return 'PERMISSION_MISSING'
  if (status === 404) return 'NOT_FOUND'
  if (status === 429) return 'THROTTLED'
  return status !== undefined && status >= 500 ? 'AZURE_UNAVAILABLE' : 'AZURE_REFUSED'
}

function fallbackSuggestions(refusal: AzureRefusal): string[] {
  if (refusal.status === 429) return ['Run the command again later; it is safe to repeat.']
  if (refusal.status !== undefined && refusal.status >= 500)
    return ['This is a fault on the way to or in Azure. Run the command again; it is safe to repeat.']
  return refusal.code
    ? [`azbk has no advice for Azure's code ${refusal.code} yet. Please report it with the request id.`]
    : ['Run with --debug to see the requests.']
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

/** A refusal read from a raw response. */
export function responseError(
  response: { status: number; bodyAsText?: string | null; headers: { get(name: string): string | undefined } },
  what: string,
): AzbkError {
  const said = parseErrorBody(response.bodyAsText)
  return azureError({ what, status: response.status, code: said.code, message: said.message, response })
}

function parseErrorBody(text: string | null | undefined): { code: string | undefined; message: string | undefined } {
  try {
    const body = JSON.parse(text ?? '') as {
      error?: { code?: string; message?: string }
      code?: string
      message?: string
    }
    return { code: body.error?.code ?? body.code, message: body.error?.message ?? body.message }
  } catch {
    const said = text?.trim()
    return {
      code: undefined,
      message: said?.startsWith('<') ? `the answer is ${describeMarkup(said)}.` : said?.slice(0, 200),
    }
  }
}

/** The shape both SDK generations throw; matched by shape because the class exists once per generation. */
interface RestErrorLike extends Error {
  readonly code?: string
  readonly statusCode?: number
  /** `refusalText`: see refusalTextPolicy. */
  readonly request?: { readonly url: string; readonly refusalText?: string | null }
  readonly response?: {
    readonly status: number
    readonly bodyAsText?: string | null
    readonly headers: { get(name: string): string | undefined }
  }
}

/** Any error thrown by an SDK call as an AzbkError that names what was being done. */
export function fromAzure(error: unknown, what: string): AzbkError {
  if (error instanceof AzbkError) return error
  if (!(error instanceof Error))
    return azureError({ what, status: undefined, code: undefined, message: String(error) }, error)
  if (error.name === 'AbortError') return cancelledError()
  const rest = error as RestErrorLike
  if (rest.response) {
    const said = parseErrorBody(rest.response.bodyAsText ?? rest.request?.refusalText)
    const status = rest.response.status
    return azureError(
      { what, status, code: said.code ?? rest.code, message: said.message ?? rest.message, response: rest.response },
      error,
    )
  }
  return networkError(rest, what)
}

function networkError(error: RestErrorLike, what: string): AzbkError {
  const row = NETWORK_ERRORS.find((candidate) => candidate.matches(error.code ?? '', error.name))
  return new AzbkError({
    code: row?.code ?? 'UNEXPECTED',
    exit: row?.exit ?? 'failed',
    kind: row ? 'azure' : 'bug',
    message: `Could not finish ${what}: ${row ? `${row.why} (${networkReason(error)})` : error.message}`,
    suggestions: row?.suggestions ?? ['Run again with --debug and report this with the output.'],
    details: error.code ? { networkCode: error.code } : {},
    cause: error,
  })
}

/** What the network said; Node's combined error of several addresses says nothing but its code. */
function networkReason(error: RestErrorLike): string {
  const said = oneLine(error.message).slice(0, 400)
  const host = error.request && new URL(error.request.url).host
  return [said || error.code, host && !said.includes(host) ? host : undefined].filter(Boolean).join(', ')
}

/** Runs one SDK call; what it throws comes out as an AzbkError naming `what`. */
export async function azureCall<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw fromAzure(error, what)
  }
}

/** Runs one SDK read; undefined when Azure says 404. */
export async function azureFind<T>(what: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if ((error as RestErrorLike).statusCode === 404) return undefined
    throw fromAzure(error, what)
  }
}

/** Reads all pages of an SDK list. */
export async function azureList<S, T>(what: string, pages: AsyncIterable<S>, map: (row: S) => T): Promise<T[]> {
  return azureCall(what, async () => {
    const rows: T[] = []
    for await (const row of pages) rows.push(map(row))
    return rows
  })
}
