import type { JsonObject } from '../json.js'

/** PUT body of a plain VM. */
export function vmBodyOf(vm: {
  location: string
  osType?: 'Windows' | 'Linux'
  size?: string
  dataDisksGb?: number[]
  tags?: JsonObject
}): JsonObject {
  return {
    location: vm.location,
    ...(vm.tags ? { tags: vm.tags } : {}),
    properties: {
      hardwareProfile: { vmSize: vm.size ?? 'Standard_D2s_v5' },
      storageProfile: {
        osDisk: { osType: vm.osType ?? 'Linux', diskSizeGB: 127 },
        dataDisks: (vm.dataDisksGb ?? []).map((diskSizeGB, lun) => ({ lun, diskSizeGB })),
      },
    },
  }
}
