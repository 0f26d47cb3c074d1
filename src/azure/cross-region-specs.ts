import type {
  OperationParameter,
  OperationQueryParameter,
  OperationSpec,
  OperationURLParameter,
} from '@azure/core-client'

/**
 * The calls of the passive stamp, which answers for a vault from its paired region and which no current SDK has.
 * Written as the generated clients write theirs; bodies go and come as they are. Trailing slashes belong to the
 * addresses. Source: AZURE-BACKUP-API.md section 14.
 */
export type PassiveSpec = Omit<OperationSpec, 'serializer'>

const PASSIVE_API_VERSION = '2021-11-15'

const text = { name: 'String' } as const
const anything = { type: { name: 'any' } } as const

const apiVersion: OperationQueryParameter = {
  parameterPath: 'apiVersion',
  mapper: { defaultValue: PASSIVE_API_VERSION, isConstant: true, serializedName: 'api-version', type: text },
}
const filter: OperationQueryParameter = {
  parameterPath: ['options', 'filter'],
  mapper: { serializedName: '$filter', type: text },
}
const accept: OperationParameter = {
  parameterPath: 'accept',
  mapper: { defaultValue: 'application/json', isConstant: true, serializedName: 'Accept', type: text },
}
const contentType: OperationParameter = {
  parameterPath: 'contentType',
  mapper: { defaultValue: 'application/json', isConstant: true, serializedName: 'Content-Type', type: text },
}
const body: OperationParameter = {
  parameterPath: 'body',
  mapper: { serializedName: 'body', required: true, ...anything },
}
const nextLink: OperationURLParameter = { ...inPath('nextLink'), skipEncoding: true }

function inPath(name: string): OperationURLParameter {
  return { parameterPath: name, mapper: { serializedName: name, required: true, type: text } }
}

const RS = '/subscriptions/{subscriptionId}/providers/Microsoft.RecoveryServices/locations/{region}'
const VAULT =
  '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.RecoveryServices/vaults/{vault}'
const POINTS = `${VAULT}/backupFabrics/Azure/protectionContainers/{container}/protectedItems/{item}/recoveryPoints`

const inRegion = [inPath('subscriptionId'), inPath('region')]
const inVault = [inPath('subscriptionId'), inPath('resourceGroup'), inPath('vault')]
const inItem = [...inVault, inPath('container'), inPath('item')]

const json = { 200: { bodyMapper: anything }, default: { bodyMapper: anything } }
const accepted = { 200: { bodyMapper: anything }, 202: {}, 204: {}, default: { bodyMapper: anything } }

const reading = {
  httpMethod: 'GET',
  responses: json,
  queryParameters: [apiVersion],
  headerParameters: [accept],
} as const
const posting = {
  httpMethod: 'POST',
  responses: json,
  requestBody: body,
  queryParameters: [apiVersion],
  headerParameters: [accept, contentType],
  mediaType: 'json',
} as const

export const PASSIVE_SPECS = {
  listItems: {
    ...reading,
    path: `${VAULT}/backupProtectedItems/`,
    urlParameters: inVault,
    queryParameters: [apiVersion, filter],
  },
  listPoints: { ...reading, path: `${POINTS}/`, urlParameters: inItem, queryParameters: [apiVersion, filter] },
  getAadProperties: {
    ...reading,
    path: `${RS}/backupAadProperties`,
    urlParameters: inRegion,
    queryParameters: [apiVersion, filter],
  },
  getAccessToken: { ...posting, path: `${POINTS}/{point}/accessToken`, urlParameters: [...inItem, inPath('point')] },
  triggerRestore: { ...posting, path: `${RS}/backupCrossRegionRestore`, urlParameters: inRegion, responses: accepted },
  getOperationStatus: {
    ...reading,
    path: `${RS}/backupCrrOperationsStatus/{operation}`,
    urlParameters: [...inRegion, inPath('operation')],
  },
  getOperationResult: {
    ...reading,
    path: `${RS}/backupCrrOperationResults/{operation}`,
    urlParameters: [...inRegion, inPath('operation')],
    responses: accepted,
  },
  getJob: { ...posting, path: `${RS}/backupCrrJob`, urlParameters: inRegion },
  listJobs: { ...posting, path: `${RS}/backupCrrJobs`, urlParameters: inRegion, queryParameters: [apiVersion, filter] },
} satisfies Record<string, PassiveSpec>

/** The next page of a list, at the address that the page before it gave. */
export function nextPageSpec(spec: PassiveSpec): PassiveSpec {
  return { ...spec, path: '{nextLink}', urlParameters: [nextLink], queryParameters: [] }
}
