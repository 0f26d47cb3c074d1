import { nameKey, regionKey, sameName } from '../../core/names.js'
import type { Quota, RegionCapacity, SizeOffer } from '../../model/capacity.js'
import type { SecurityType } from '../../model/machine.js'
import type { Blocker } from '../../model/plan.js'
import { count } from '../../view/format.js'

/** A VM that is to be made. */
export interface WantedMachine {
  readonly name: string
  readonly region: string
  /** Null when it is not known. */
  readonly size: string | null
  readonly zone: string | null
  /** Another zone may be asked for. */
  readonly movable: boolean
  readonly securityType: SecurityType
  /** Null when it is not known. */
  readonly dataDisks: number | null
}

/** What is left in the regions for a fleet: what one VM takes the next ones cannot have. */
export interface Room {
  /** All that stands in the way of this VM. */
  check(wanted: WantedMachine): Blocker[]
  take(wanted: WantedMachine): void
}

/** Says nothing about regions and sizes that were not read. */
export function createRoom(capacity: readonly RegionCapacity[]): Room {
  const taken = new Map<string, number>()
  const needsOf = (wanted: WantedMachine) => {
    const place = capacity.find(({ region }) => region === regionKey(wanted.region))
    const size = place?.sizes.find(({ name }) => sameName(name, wanted.size ?? ''))
    return { place, size, needs: place && size ? quotasFor(place, size) : [] }
  }
  const keyOf = (region: string, { name }: Quota) => `${regionKey(region)}/${nameKey(name)}`
  return {
    check(wanted) {
      const { place, size, needs } = needsOf(wanted)
      if (place === undefined || wanted.size === null) return []
      if (size === undefined || !size.available) return [sizeElsewhere(wanted)]
      const short = needs.flatMap(({ quota, amount }) => {
        const left = quota.limit - quota.used - (taken.get(keyOf(wanted.region, quota)) ?? 0)
        return amount <= left ? [] : [quotaSpent(wanted, { quota, amount, left: Math.max(0, left) })]
      })
      return [...checkSizeZone(wanted, size), ...checkSecurity(wanted, size), ...checkDisks(wanted, size), ...short]
    },
    take(wanted) {
      for (const { quota, amount } of needsOf(wanted).needs) {
        const key = keyOf(wanted.region, quota)
        taken.set(key, (taken.get(key) ?? 0) + amount)
      }
    },
  }
}

interface Need {
  readonly quota: Quota
  readonly amount: number
}

function quotasFor({ quotas }: RegionCapacity, { family, cores }: SizeOffer): Need[] {
  const amounts = new Map([
    [nameKey('cores'), cores],
    [nameKey('virtualMachines'), 1],
    [nameKey(family), cores],
  ])
  return quotas.flatMap((quota) => {
    const amount = amounts.get(nameKey(quota.name))
    return amount === undefined ? [] : [{ quota, amount }]
  })
}

const BY_DISKS = 'Restore its disks, and make a VM of another size of them: azbk restore disks'

function sizeElsewhere({ name, size, region }: WantedMachine): Blocker {
  return {
    code: 'SIZE_NOT_AVAILABLE',
    message: `VM '${name}' is of size ${size}, which this subscription does not get in ${region}.`,
    suggestions: [`az vm list-skus --location ${region} --size ${size} --all --output table`, BY_DISKS],
  }
}

function checkSizeZone({ name, size, region, zone, movable }: WantedMachine, { zones }: SizeOffer): Blocker[] {
  if (zone === null || zones.includes(zone)) return []
  const where = zones.length === 0 ? `in no zone of ${region}` : `in zone ${zones.join(', ')} of ${region} only`
  const message = `VM '${name}' is to be in zone ${zone}, but this subscription gets its size ${size} ${where}.`
  return [
    { code: 'SIZE_NOT_IN_ZONE', message, suggestions: movable ? zones.map((one) => `--zone ${one}`) : [BY_DISKS] },
  ]
}

function checkSecurity({ name, size, region, securityType }: WantedMachine, { takes }: SizeOffer): Blocker[] {
  if (securityType === 'None' || takes.includes(securityType)) return []
  const message = `VM '${name}' is of the security type ${securityType}, which its size ${size} does not take in ${region}.`
  const suggestions = [`az vm list-skus --location ${region} --size ${size} --all --query "[].capabilities"`, BY_DISKS]
  return [{ code: 'SIZE_WITHOUT_SECURITY', message, suggestions }]
}

function checkDisks({ name, size, dataDisks }: WantedMachine, { maxDataDisks }: SizeOffer): Blocker[] {
  if (dataDisks === null || maxDataDisks === null || dataDisks <= maxDataDisks) return []
  const message = `VM '${name}' had ${count(dataDisks, 'data disk')}; its size ${size} takes ${maxDataDisks}.`
  return [{ code: 'TOO_MANY_DISKS', message, suggestions: [BY_DISKS] }]
}

function quotaSpent(
  { name, size, region }: WantedMachine,
  { quota, amount, left }: Need & { readonly left: number },
): Blocker {
  return {
    code: 'QUOTA_EXCEEDED',
    message: `VM '${name}' (${size}) needs ${amount} of '${quota.label}' in ${region}, and ${left} of ${quota.limit} are left for it.`,
    suggestions: [
      `az vm list-usage --location ${region} --output table`,
      'Ask for a higher limit in the portal, under Quotas.',
    ],
  }
}
