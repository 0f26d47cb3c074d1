import type { PipelinePolicy, PipelineRequest } from '@azure/core-rest-pipeline'

const SUPPORTED = /supported (?:api-)?versions are '([^']*)'/i
const STABLE = /^\d{4}-\d{2}-\d{2}$/
const API_VERSION = /(?<=[?&]api-version=)[^&]*/i

/**
 * An older make of Azure, as Azure Stack Hub is, refuses an api-version it does not know and names those that it does:
 * a read is asked again in the newest of them. A write is not: its body could mean something else there.
 * Only for endpoints that were discovered. Source: learn.microsoft.com/azure/azure-resource-manager/troubleshooting,
 * "Resolve errors for resource provider registration"; learn.microsoft.com/azure-stack/user/azure-stack-profiles-azure-resource-manager-versions.
 */
export function olderApiPolicy(): PipelinePolicy {
  return {
    name: 'azbkOlderApi',
    async sendRequest(request, next) {
      const response = await next(request)
      if (request.method !== 'GET' || response.status !== 400) return response
      const version = newestKnown(request, response.bodyAsText ?? '')
      if (version === undefined) return response
      request.url = request.url.replace(API_VERSION, version)
      return next(request)
    },
  }
}

/** The newest stable version that the refusal offers and that is older than the one asked for. */
function newestKnown(request: PipelineRequest, refusal: string): string | undefined {
  const asked = API_VERSION.exec(request.url)?.[0] ?? ''
  const offered = SUPPORTED.exec(messageOf(refusal))?.[1]?.split(',') ?? []
  const older = offered.map((version) => version.trim()).filter((version) => STABLE.test(version) && version < asked)
  return older.sort().at(-1)
}

function messageOf(refusal: string): string {
  try {
    const { error } = JSON.parse(refusal) as { error?: { message?: string } }
    return error?.message ?? ''
  } catch {
    return ''
  }
}
