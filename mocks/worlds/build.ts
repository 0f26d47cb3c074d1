import type { ArmDoor } from '../arm.js'
import type { JsonObject } from '../json.js'

/** Sends ARM requests to build a world: the same checks apply as to any client. */
export interface WorldBuilder {
  readonly subscriptionId: string
  put(path: string, body: JsonObject): void
  post(path: string, body: JsonObject): void
}

/** api-version of building requests; the mock shapes its answers by it, not its state. */
const API_VERSION = '2024-04-01'

/** A builder for one subscription; paths start after `/subscriptions/{id}`. */
export function createBuilder(door: ArmDoor, subscriptionId: string): WorldBuilder {
  const send = (method: string, path: string, body: JsonObject) => {
    const url = `https://management.azure.com/subscriptions/${subscriptionId}${path}?api-version=${API_VERSION}`
    const reply = door({ method, url, headers: {}, body: JSON.stringify(body) })
    if (reply.status >= 300)
      throw new Error(`Building the world failed: ${method} ${path}: ${JSON.stringify(reply.body)}`)
  }
  return {
    subscriptionId,
    put: (path, body) => send('PUT', path, body),
    post: (path, body) => send('POST', path, body),
  }
}

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
