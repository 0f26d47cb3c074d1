import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { compact, type JsonObject, sameName } from '../../json.js'
import { pageReply } from '../../paging.js'
import { LOCATIONS } from '../resources/locations.js'
import { familyOf } from './quotas.js'
import { SIZES, type VmSize } from './sizes.js'

/** Regions of the mock's list that have no availability zones. Source: docs, list of Azure regions. */
const WITHOUT_ZONES = [
  'westus',
  'northcentralus',
  'westcentralus',
  'ukwest',
  'francesouth',
  'canadaeast',
  'australiasoutheast',
]

/** GET of the resource SKUs of a subscription; `location eq 'x'` keeps one region. */
export function listSkus(ctx: MockContext, call: ArmCall): ArmReply {
  const wanted = /location\s+eq\s+'([^']*)'/i.exec(call.query.$filter ?? '')?.[1]?.toLowerCase()
  const locations = LOCATIONS.map((row) => row.name).filter((name) => wanted === undefined || name === wanted)
  const rows = locations.length > 0 ? SIZES : []
  const toBody = (size: VmSize) => skuBody(size, locations, restrictionsOf(ctx, call, size).filter(isOf(locations)))
  return pageReply(call, rows, { pageSize: SIZES.length, toBody })
}

function skuBody(size: VmSize, locations: readonly string[], restrictions: JsonObject[]): JsonObject {
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier: 'Standard',
    family: familyOf(size.name),
    locations,
    locationInfo: locations.map((location) => ({
      location,
      zones: WITHOUT_ZONES.includes(location) ? [] : ['1', '2', '3'],
    })),
    capabilities: [
      { name: 'vCPUs', value: String(size.cores) },
      { name: 'MemoryGB', value: String(size.memoryGb) },
      { name: 'MaxDataDiskCount', value: String(size.maxDataDisks) },
      { name: 'PremiumIO', value: size.premium ? 'True' : 'False' },
      { name: 'HyperVGenerations', value: size.trustedLaunch ? 'V1,V2' : 'V1' },
      ...(size.confidential ? [{ name: 'ConfidentialComputingType', value: 'SNP' }] : []),
    ],
    restrictions,
  }
}

/** What the subscription does not get of a size, each with its region in `values`. */
function restrictionsOf(ctx: MockContext, call: ArmCall, size: VmSize): (JsonObject & { values: string[] })[] {
  const rows = ctx.state.quotas.restrictions.filter(
    (row) =>
      sameName(row.size, size.name) &&
      (row.subscriptionId === undefined || sameName(row.subscriptionId, call.params.sub)),
  )
  return rows.map(({ location, zones }) => ({
    type: zones ? 'Zone' : 'Location',
    values: [location],
    restrictionInfo: compact({ locations: [location], zones }),
    reasonCode: 'NotAvailableForSubscription',
  }))
}

function isOf(locations: readonly string[]): (row: { values: string[] }) => boolean {
  return ({ values }) => values.some((value) => locations.includes(value.toLowerCase()))
}
