import { randomInt } from 'node:crypto'
import { type ArmId, formatArmId } from '../core/arm-id.js'
import type { Instant } from '../core/clock.js'
import { distinctBy } from '../core/group.js'
import { regionKey } from '../core/names.js'
import type { GroupRef } from '../model/resource-group.js'
import type { RestorePlaces } from '../restore/places.js'

/** On everything that a drill makes; its value is the drill's name. */
export const DRILL_TAG = 'azbk-drill'

/** Where a drill works: a resource group of its own, decided before anything is made. Plain JSON. */
export interface DrillPlace {
  readonly name: string
  readonly group: GroupRef
  /** Of the group itself: that of the first VM. */
  readonly location: string
  readonly tags: Readonly<Record<string, string>>
  readonly networks: readonly { readonly region: string; readonly name: string }[]
  /** One staging account for each VM. */
  readonly accounts: readonly { readonly region: string; readonly name: string }[]
}

export const SUBNET = 'isolated'

const GROUP_PREFIX = 'rg-azbk-'
const SALT_CHARS = 4
const NAME = /^drill-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-z]+$/

/** `drill-20261122-160612-x3fk`: the moment to the second, and a salt, as two drills may begin at once. */
export function drillName(now: Date, salt = randomInt(36 ** SALT_CHARS)): string {
  const [date = '', time = ''] = now.toISOString().split('T')
  const end = salt.toString(36).padStart(SALT_CHARS, '0')
  return `drill-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${end}`
}

/** When a drill began, as its name tells; null for a text that is no such name. */
export function startOfDrill(name: string): Instant | null {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? []
  return year === undefined ? null : `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
}

export function drillGroupName(drill: string): string {
  return `${GROUP_PREFIX}${drill}`
}

/** The place for VMs that are restored in these regions, one for each VM. */
export function designPlace(
  name: string,
  { subscriptionId, regions }: { readonly subscriptionId: string; readonly regions: readonly string[] },
): DrillPlace {
  const keys = regions.map(regionKey)
  // Names of accounts have at most 24 letters and digits, and are unique in all of Azure: 20 of the drill, 3 of the VM.
  const stem = `dr${name.replace(/^drill-/, '').replaceAll('-', '')}`
  return {
    name,
    group: { subscriptionId, name: drillGroupName(name) },
    location: keys[0] ?? '',
    tags: { [DRILL_TAG]: name },
    networks: distinctBy(keys, (key) => key).map((region) => ({ region, name: `vnet-${region}` })),
    accounts: keys.map((region, i) => ({ region, name: `${stem}${i.toString(36).padStart(3, '0')}` })),
  }
}

/** The place as restores are planned into it; nothing of it exists yet. */
export function placesOf({ group, location, tags, networks, accounts }: DrillPlace): RestorePlaces {
  const idOf = (provider: string, type: string, name: string) =>
    formatArmId({ subscriptionId: group.subscriptionId, resourceGroup: group.name, provider, path: [[type, name]] })
  const groupId = formatArmId({ subscriptionId: group.subscriptionId, resourceGroup: group.name, path: [] })
  return {
    groupName: group.name,
    azScope: '',
    group: { ...group, id: groupId, location, tags },
    takenNames: new Set(),
    networks: networks.map(({ region, name }) => {
      const id = idOf('Microsoft.Network', 'virtualNetworks', name)
      const subnet = { id: `${id}/subnets/${SUBNET}` as ArmId, name: SUBNET, delegatedTo: null }
      return { id, name, resourceGroup: group.name, location: region, subnets: [subnet] }
    }),
    accounts: accounts.map(({ region, name }) => ({
      id: idOf('Microsoft.Storage', 'storageAccounts', name),
      name,
      resourceGroup: group.name,
      location: region,
      kind: 'StorageV2',
      sku: 'Standard_LRS',
      openToNetworks: true,
      hierarchical: false,
    })),
  }
}
