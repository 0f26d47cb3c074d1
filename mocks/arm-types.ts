import type { MockContext } from './context.js'
import type { JsonObject } from './json.js'
import type { Caller } from './providers/authorization/callers.js'

/** A request as it reaches the front door, free of any transport. */
export interface ArmRequest {
  method: string
  /** Absolute address. */
  url: string
  /** Names in lower case. */
  headers: Record<string, string>
  /** Text of the body; empty when there is none. */
  body: string
  /** The body in place of its text, handed over: for callers in this process that send many. */
  json?: JsonObject
  /** Who the token says it is; the caller of the mock's settings when absent. */
  caller?: Caller
}

/** An answer, free of any transport. */
export interface ArmReply {
  status: number
  headers?: Record<string, string>
  /** JSON; absent = an empty body. */
  body?: unknown
}

/** A request that passed the front door: routed, decoded, parsed. */
export interface ArmCall {
  method: string
  /** Scheme and host the client used; addresses in answers start with it. */
  origin: string
  /** Path as sent, with repeated slashes collapsed and escapes decoded. */
  path: string
  apiVersion: string
  /** Values of the route's placeholders in the case in which they were sent. */
  params: Record<string, string>
  /** Query values by lower-case name. */
  query: Record<string, string>
  /** Parsed body; empty when there is none. */
  body: JsonObject
  headers: Record<string, string>
  /** True when the path ended in a slash: that is how clients ask for the secondary region. */
  trailingSlash: boolean
  caller: Caller
}

/** Answers one route. Throws ArmError to refuse. */
export type Handler = (ctx: MockContext, call: ArmCall) => ArmReply

/** One operation of a provider. Placeholders in the pattern start with a colon. */
export interface Route {
  method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE' | 'HEAD'
  pattern: string
  handler: Handler
}
