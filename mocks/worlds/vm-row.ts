import type { JsonObject } from '../json.js'

/** Letter of a disk's SKU in VM tables. */
const SKUS: Record<string, string> = {
  P: 'Premium_LRS',
  S: 'StandardSSD_LRS',
  H: 'Standard_LRS',
  U: 'UltraSSD_LRS',
  V: 'PremiumV2_LRS',
}

const IMAGES = {
  Linux: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
  Windows: {
    publisher: 'MicrosoftWindowsServer',
    offer: 'WindowsServer',
    sku: '2022-datacenter-g2',
    version: 'latest',
  },
}

/** A VM as world tables write it. */
export interface VmRow {
  name: string
  group: string
  location: string
  subscriptionId: string
  size: string
  os: string
  /** OS disk first: SKU letter, size in GB, `xN` for N alike. `P128 P256x2` */
  disks: string
  /** `key=value` pairs, separated by blanks. */
  tags: string
  /** Words that {@link TRAITS} knows, and those that the world itself acts on. */
  traits: string
}

type Disk = JsonObject & { managedDisk?: JsonObject }

interface VmDraft {
  row: VmRow
  body: JsonObject
  properties: JsonObject
  osDisk: Disk
  dataDisks: Disk[]
}

/** What each trait changes in the PUT of a VM. `trait:value` hands over the value. */
const TRAITS: Record<string, (vm: VmDraft, value: string) => void> = {
  'trusted-launch': ({ properties }) => {
    properties.securityProfile = {
      securityType: 'TrustedLaunch',
      uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
    }
  },
  confidential: ({ properties, osDisk }) => {
    properties.securityProfile = {
      securityType: 'ConfidentialVM',
      uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
    }
    Object.assign(osDisk.managedDisk ?? {}, { securityProfile: { securityEncryptionType: 'VMGuestStateOnly' } })
  },
  ephemeral: ({ osDisk }) => {
    Object.assign(osDisk, { caching: 'ReadOnly', diffDiskSettings: { option: 'Local', placement: 'CacheDisk' } })
  },
  shared: ({ row, dataDisks }, name) => {
    const id = `/subscriptions/${row.subscriptionId}/resourceGroups/${row.group}/providers/Microsoft.Compute/disks/${name}`
    Object.assign(dataDisks[0] ?? {}, { name, createOption: 'Attach', caching: 'None', managedDisk: { id } })
  },
  'write-accelerated': ({ dataDisks }) => {
    Object.assign(dataDisks[0] ?? {}, { writeAcceleratorEnabled: true, caching: 'None' })
  },
  'rw-cache': ({ dataDisks }) => {
    for (const disk of dataDisks) disk.caching = 'ReadWrite'
  },
  'scale-set': ({ row, properties }, name) => {
    const set = `/subscriptions/${row.subscriptionId}/resourceGroups/${row.group}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`
    properties.virtualMachineScaleSet = { id: set }
  },
  unmanaged: ({ row, osDisk, dataDisks }, account) => {
    for (const [index, disk] of [osDisk, ...dataDisks].entries()) {
      delete disk.managedDisk
      disk.vhd = { uri: `https://${account}.blob.core.windows.net/vhds/${row.name}-${index}.vhd` }
    }
  },
  zone: ({ body }, zone) => {
    body.zones = [zone]
  },
}

/** PUT body of a VM row. */
export function vmPutOf(row: VmRow): JsonObject {
  const [osDisk = {}, ...dataDisks] = disksOf(row)
  const properties: JsonObject = {
    hardwareProfile: { vmSize: row.size },
    storageProfile: { imageReference: IMAGES[row.os === 'Windows' ? 'Windows' : 'Linux'], osDisk, dataDisks },
    osProfile: { computerName: row.name.slice(0, 15), adminUsername: 'azureadmin', allowExtensionOperations: true },
  }
  const body: JsonObject = { location: row.location, tags: tagsOf(row.tags), properties }
  for (const { trait, value } of traitsOf(row)) TRAITS[trait]?.({ row, body, properties, osDisk, dataDisks }, value)
  return body
}

/** Traits of a row, each with what stands behind its colon. */
export function traitsOf(row: Pick<VmRow, 'traits'>): { trait: string; value: string }[] {
  return words(row.traits).map((word) => {
    const [trait = '', value = ''] = word.split(':')
    return { trait, value }
  })
}

function disksOf(row: VmRow): Disk[] {
  const specs = words(row.disks).flatMap((word) => {
    const [, letter = 'P', size = '127', count = '1'] = /^([A-Z])(\d+)(?:x(\d+))?$/.exec(word) ?? []
    return Array.from({ length: Number(count) }, () => ({ sku: SKUS[letter] ?? 'Premium_LRS', sizeGb: Number(size) }))
  })
  return specs.map(({ sku, sizeGb }, index) => {
    const shape = { diskSizeGB: sizeGb, managedDisk: { storageAccountType: sku } }
    if (index === 0)
      return { osType: row.os, createOption: 'FromImage', caching: 'ReadWrite', name: `${row.name}-os`, ...shape }
    const caching = sku.startsWith('Premium_') ? 'ReadOnly' : 'None'
    return { lun: index - 1, name: `${row.name}-data-${index - 1}`, createOption: 'Empty', caching, ...shape }
  })
}

function tagsOf(text: string): JsonObject {
  return Object.fromEntries(words(text).map((pair) => pair.split('=')))
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}
