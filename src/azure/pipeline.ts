import { randomUUID } from 'node:crypto'
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline'
import type { Clock } from '../core/clock.js'
import type { ProgressEvent } from '../core/progress.js'
import { armOnlyPolicy, genuineAnswerPolicy, refusalTextPolicy } from './answer-guard.js'
import { backupProviderPolicy } from './backup-provider.js'
import { bodyExtrasPolicy } from './body-extras.js'
import type { Cloud } from './clouds.js'
import { freshLoginPolicy } from './fresh-login.js'
import { olderApiPolicy } from './older-api.js'
import { pacingPolicy } from './pacing.js'
import { redactUrl } from './redact.js'
import { retryPolicy } from './retry.js'
import type { RequestCounter } from './session.js'

export interface PipelineHooks {
  /** The one place requests may go to. */
  readonly cloud: Cloud
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly progress: (event: ProgressEvent) => void
  readonly requests: RequestCounter
  /** Asks the login for a token anew. */
  readonly freshToken: () => Promise<string>
  readonly debug?: (line: string) => void
}

interface AdditionalPolicy {
  readonly policy: PipelinePolicy
  readonly position: 'perCall' | 'perRetry'
}

/** The policies of ours that every client carries, outermost first. */
export function pipelinePolicies(hooks: PipelineHooks): AdditionalPolicy[] {
  const { cloud, clock, debug } = hooks
  return [
    ...at('perCall', [
      correlationPolicy(randomUUID()),
      bodyExtrasPolicy(),
      armOnlyPolicy(cloud.armEndpoint),
      retryPolicy(hooks),
    ]),
    // Inside the SDKs' own policies, which turn a refusal into an exception of theirs.
    ...at('perRetry', [
      freshLoginPolicy(hooks),
      ...(cloud.discovered ? [backupProviderPolicy(cloud), olderApiPolicy()] : []),
      genuineAnswerPolicy(),
      refusalTextPolicy(),
      pacingPolicy(hooks),
      countingPolicy(hooks.requests),
      ...(debug ? [debugLogPolicy(clock, debug)] : []),
    ]),
  ]
}

function at(position: AdditionalPolicy['position'], policies: readonly PipelinePolicy[]): AdditionalPolicy[] {
  return policies.map((policy) => ({ policy, position }))
}

/** One correlation id for all requests of a run, so that Azure's activity log shows them together. */
function correlationPolicy(correlationId: string): PipelinePolicy {
  return {
    name: 'azbkCorrelation',
    sendRequest(request, next) {
      request.headers.set('x-ms-correlation-request-id', correlationId)
      return next(request)
    },
  }
}

function countingPolicy(requests: RequestCounter): PipelinePolicy {
  return {
    name: 'azbkCounter',
    sendRequest(request, next) {
      requests.sent += 1
      return next(request)
    },
  }
}

/** Method, address, status, time and request id of each exchange; never a body, a header or a signature. */
function debugLogPolicy(clock: Clock, debug: (line: string) => void): PipelinePolicy {
  return {
    name: 'azbkDebugLog',
    async sendRequest(request, next) {
      const start = clock.now().getTime()
      const line = (outcome: string) =>
        debug(`${request.method} ${redactUrl(request.url)} -> ${outcome} (${clock.now().getTime() - start} ms)`)
      try {
        const response = await next(request)
        line(describe(response))
        return response
      } catch (error) {
        line(error instanceof Error ? ((error as { code?: string }).code ?? error.name) : 'error')
        throw error
      }
    },
  }
}

function describe(response: PipelineResponse): string {
  const id = response.headers.get('x-ms-request-id')
  return `${response.status}${id ? ` request-id ${id}` : ''}`
}
