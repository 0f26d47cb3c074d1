import type { PipelinePolicy } from '@azure/core-rest-pipeline'

const HEADER = 'x-azbk-body-extras'

/** Call options that add to `properties` of the body what the SDK's serializer would drop. Nothing to add: no option. */
export function withBodyExtras(properties: Readonly<Record<string, unknown>>): {
  requestOptions?: { customHeaders: Record<string, string> }
} {
  if (Object.keys(properties).length === 0) return {}
  return { requestOptions: { customHeaders: { [HEADER]: encodeURIComponent(JSON.stringify(properties)) } } }
}

/** Moves the extras from our header, which never leaves the process, into the JSON body. AZURE-BACKUP-API.md section 20 (a). */
export function bodyExtrasPolicy(): PipelinePolicy {
  return {
    name: 'azbkBodyExtras',
    sendRequest(request, next) {
      const extras = request.headers.get(HEADER)
      if (extras !== undefined && typeof request.body === 'string') {
        request.headers.delete(HEADER)
        const body = JSON.parse(request.body) as { properties?: object }
        const properties = { ...body.properties, ...(JSON.parse(decodeURIComponent(extras)) as object) }
        request.body = JSON.stringify({ ...body, properties })
      }
      return next(request)
    },
  }
}
