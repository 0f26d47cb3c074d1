import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline'
import { AzbkError } from '../core/errors.js'

/**
 * Sends nothing, and so no token, to another host than the ARM endpoint: polling addresses and next pages
 * are followed as Azure gave them, and an answer must not be able to lead a login elsewhere.
 */
export function armOnlyPolicy(armEndpoint: string): PipelinePolicy {
  const { origin } = new URL(armEndpoint)
  return {
    name: 'azbkArmOnly',
    async sendRequest(request, next) {
      const target = new URL(request.url)
      if (target.origin === origin) return next(request)
      throw new AzbkError({
        code: 'FOREIGN_ADDRESS',
        kind: 'azure',
        exit: 'failed',
        message: `An answer points to ${target.origin}, which is not the endpoint ${origin}; the login was not sent there.`,
        suggestions: [
          'Check --cloud and --arm-endpoint: a proxy may rewrite addresses, or the endpoint has a second name.',
        ],
      })
    },
  }
}

/**
 * Refuses successful answers that ARM cannot have given: a page of a proxy or of a login portal, which an SDK would
 * take for an empty list, and a body that was cut off. The latter looks like a lost connection to the retries.
 */
export function genuineAnswerPolicy(): PipelinePolicy {
  return {
    name: 'azbkGenuineAnswer',
    async sendRequest(request, next) {
      const response = await next(request)
      const body = response.bodyAsText?.trim() ?? ''
      if (response.status >= 300 || body === '') return response
      if (body.startsWith('<')) throw notFromAzure(response)
      if (isCutOff(body)) throw Object.assign(new Error('The answer was cut off.'), { code: 'PARSE_ERROR' })
      return response
    },
  }
}

/**
 * Leaves the text of a refusal on its request: the SDKs of the newer generation (compute, storage) keep only its code, and
 * of a list not even Azure's sentence, which names the missing permission.
 */
export function refusalTextPolicy(): PipelinePolicy {
  return {
    name: 'azbkRefusalText',
    async sendRequest(request, next) {
      const response = await next(request)
      if (response.status >= 400) Object.assign(request, { refusalText: response.bodyAsText })
      return response
    },
  }
}

/** Whether a JSON document lost its end: cheaper than parsing every answer twice. */
function isCutOff(body: string): boolean {
  return (body.startsWith('{') && !body.endsWith('}')) || (body.startsWith('[') && !body.endsWith(']'))
}

function notFromAzure(response: PipelineResponse): AzbkError {
  const { host } = new URL(response.request.url)
  return new AzbkError({
    code: 'NOT_AZURE',
    kind: 'azure',
    exit: 'failed',
    message: `The answer from ${host} is ${describeMarkup(response.bodyAsText ?? '')}, not one of Azure: something on the way answered in its place.`,
    suggestions: ['Check proxies, VPN and login portals (HTTPS_PROXY, NO_PROXY), and --arm-endpoint.'],
  })
}

/** What to say of a page of markup instead of printing it. */
export function describeMarkup(text: string): string {
  const title = /<title[^>]*>([^<]{1,100})/i.exec(text)?.[1]?.trim()
  return title ? `a web page ("${title}")` : 'a web page'
}
