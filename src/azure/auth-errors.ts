import type { HttpClient } from '@azure/core-rest-pipeline'
import { AzbkError } from '../core/errors.js'
import type { AuthMode } from './auth-mode.js'

/** The link-local address that managed identities are asked at: no answer there only means "not on an Azure VM". */
const INSTANCE_METADATA = '169.254.169.254'

export interface NetworkMemory {
  readonly httpClient: HttpClient
  /** The latest failure to reach a login server, with its code. */
  last(): Error | undefined
  forget(): void
}

/** The login library turns a lost connection into "network_error" and drops the cause; this keeps it. */
export function rememberNetworkErrors(inner: HttpClient): NetworkMemory {
  let last: Error | undefined
  return {
    last: () => last,
    forget: () => {
      last = undefined
    },
    httpClient: {
      sendRequest: async (request) => {
        try {
          return await inner.sendRequest(request)
        } catch (error) {
          if (error instanceof Error && !request.url.includes(INSTANCE_METADATA)) last = error
          throw error
        }
      },
    },
  }
}

interface LoginFailureRow {
  readonly matches: RegExp
  readonly code: string
  readonly why: string
  readonly suggestions: readonly string[]
}

/** By Entra's error numbers. Source: learn.microsoft.com/entra/identity-platform/reference-error-codes. */
const LOGIN_FAILURES: readonly LoginFailureRow[] = [
  {
    matches: /AADSTS(7000215|7000222|700027)\b|invalid_client: (?!.*AADSTS)/,
    code: 'LOGIN_REJECTED',
    why: 'the secret or certificate of the application is wrong or has expired.',
    suggestions: [
      'Make a new one with `az ad app credential reset --id <application>`, and set AZURE_CLIENT_SECRET or the certificate.',
    ],
  },
  {
    matches: /AADSTS(90002|900023|700016|90072|50020)\b/,
    code: 'WRONG_TENANT',
    why: 'the tenant does not exist, or does not know this user or application.',
    suggestions: ['Check AZURE_TENANT_ID and AZURE_CLIENT_ID; `az account list -o table` shows your tenants.'],
  },
  {
    matches: /AADSTS(70021|700211|700212|700213|700223|700024)\b/,
    code: 'LOGIN_REJECTED',
    why: 'no federated credential of the application matches this job.',
    suggestions: [
      "Compare issuer, subject and audience of the application's federated credential with this repository, branch or service connection.",
    ],
  },
  {
    matches: /AADSTS(50076|50079|50158|53000|53003|530003|50074)\b/,
    code: 'LOGIN_REQUIRED',
    why: 'the tenant asks for a second factor or refuses this device.',
    suggestions: ['Log in at a terminal with `az login --scope https://management.azure.com/.default`.'],
  },
  {
    matches: /AADSTS(700082|70043|70008|50173|700084|50078)\b|refresh token has expired/i,
    code: 'LOGIN_EXPIRED',
    why: 'the login has expired.',
    suggestions: ['Run `az login` again.'],
  },
]

/** Of ways that were asked for alone: in the chain of --auth auto each is one of many that may be absent. */
const LONE_FAILURES: readonly LoginFailureRow[] = [
  {
    matches: /az login|Azure CLI could not be found|not logged in/i,
    code: 'LOGIN_REQUIRED',
    why: 'the az CLI is not installed or not logged in.',
    suggestions: ['Run `az login`, or choose another way with --auth.'],
  },
  {
    matches:
      /^ManagedIdentityCredential: .*(unreachable|network_error|not available|no managed identity|identity not found)/is,
    code: 'LOGIN_REQUIRED',
    why: 'there is no managed identity here.',
    suggestions: [
      'Run on an Azure resource that has one (AZURE_CLIENT_ID names a user-assigned one), or choose another way with --auth.',
    ],
  },
]

const GENERAL_ADVICE = ['`azbk doctor` checks the login; docs/login.md describes each way.', 'No account? Add --mock.']

/** A failed login as an error with a cause and a way out; a login server out of reach stays the network error that it is. */
export function loginError(error: unknown, about: { mode: AuthMode; networkError: Error | undefined }): Error {
  if (error instanceof AzbkError || (error instanceof Error && error.name === 'AbortError')) return error
  const said = error instanceof Error ? error.message : String(error)
  const unreachable = /network_error|endpoints_resolution_error/.test(said) || about.networkError?.message === said
  if (about.networkError && unreachable) return about.networkError
  if (error instanceof Error && error.name === 'AggregateAuthenticationError') return nothingWorked(error)
  const row = [...LOGIN_FAILURES, ...LONE_FAILURES].find(({ matches }) => matches.test(said))
  return new AzbkError({
    code: row?.code ?? 'LOGIN_REQUIRED',
    exit: 'noPermission',
    kind: 'azure',
    message: `Could not log in with --auth ${about.mode}: ${row ? `${row.why} (${firstLine(said)})` : firstLine(said)}`,
    suggestions: [...(row?.suggestions ?? []), ...GENERAL_ADVICE],
    cause: error,
  })
}

/** The chain of --auth auto came to its end. One way that was set up and failed is told before those not set up. */
function nothingWorked(error: Error): AzbkError {
  const tried = ((error as { errors?: readonly Error[] }).errors ?? []).map((one) => firstLine(one.message))
  const row = LOGIN_FAILURES.find(({ matches }) => tried.some((text) => matches.test(text)))
  return new AzbkError({
    code: row?.code ?? 'LOGIN_REQUIRED',
    exit: 'noPermission',
    kind: 'azure',
    message: `Could not log in: ${row?.why ?? 'there is no usable login.'}`,
    suggestions: [...(row?.suggestions ?? ['Run `az login`, or choose another way with --auth.']), ...GENERAL_ADVICE],
    details: { tried },
    cause: error,
  })
}

/** Without trace ids and links: what the library says is long. */
function firstLine(text: string): string {
  const line = text.split(/\r?\n/).find((part) => part.trim() !== '') ?? ''
  return line
    .replace(/ (Trace ID|- Correlation ID|To troubleshoot, visit|Please visit|See https).*$/, '')
    .trim()
    .slice(0, 300)
}
