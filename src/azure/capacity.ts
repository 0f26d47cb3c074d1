import type { ResourceSku, Usage } from '@azure/arm-compute'
import { regionKey, sameName } from '../core/names.js'
import type { Quota, RegionCapacity, SizeOffer } from '../model/capacity.js'
import { azureList } from './errors.js'
import type { AzureSession } from './session.js'

/** The quotas of a subscription in a region, and the VM sizes that it gets there: one list each. */
export async function readCapacity(
  session: AzureSession,
  subscriptionId: string,
  location: string,
): Promise<RegionCapacity> {
  const { usage, resourceSkus } = await session.compute(subscriptionId)
  const region = regionKey(location)
  const options = { abortSignal: session.signal }
  const skus = resourceSkus.list({ filter: `location eq '${region}'`, ...options })
  const [quotas, sizes] = await Promise.all([
    azureList(`reading the quotas of ${region}`, usage.list(region, options), toQuota),
    azureList(`listing the VM sizes of ${region}`, skus, (row) => toOffer(row, region)),
  ])
  return { region, quotas, sizes: sizes.flatMap((size) => size ?? []) }
}

function toQuota({ name, currentValue, limit }: Usage): Quota {
  return { name: name.value ?? '', label: name.localizedValue ?? name.value ?? '', used: currentValue, limit }
}

/** Undefined for SKUs of disks and the like. */
function toOffer(row: ResourceSku, region: string): SizeOffer | undefined {
  if (!sameName(row.resourceType ?? '', 'virtualMachines')) return undefined
  const capability = (name: string) => row.capabilities?.find((one) => one.name === name)?.value
  const here = row.locationInfo?.find(({ location }) => regionKey(location ?? '') === region)
  const restrictions = (row.restrictions ?? []).filter(({ values = [] }) =>
    values.some((value) => regionKey(value) === region),
  )
  const closed = restrictions.flatMap(({ type, restrictionInfo }) =>
    type === 'Zone' ? (restrictionInfo?.zones ?? []) : [],
  )
  const maxDataDisks = capability('MaxDataDiskCount')
  return {
    name: row.name ?? '',
    family: row.family ?? '',
    cores: Number(capability('vCPUs') ?? 0),
    maxDataDisks: maxDataDisks === undefined ? null : Number(maxDataDisks),
    takes: takenBy(capability),
    available: !restrictions.some(({ type }) => type === 'Location'),
    zones: (here?.zones ?? []).filter((zone) => !closed.includes(zone)),
  }
}

/** Trusted Launch wants the second generation. Source: Microsoft docs, "Trusted launch for Azure virtual machines" and "az vm list-skus". */
function takenBy(capability: (name: string) => string | undefined): SizeOffer['takes'] {
  const isSecond = capability('HyperVGenerations')?.includes('V2') ?? true
  const isTrusted = isSecond && !sameName(capability('TrustedLaunchDisabled') ?? '', 'True')
  return [
    ...(isTrusted ? (['TrustedLaunch'] as const) : []),
    ...(capability('ConfidentialComputingType') === undefined ? [] : (['ConfidentialVM'] as const)),
  ]
}
