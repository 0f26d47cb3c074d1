import { type createBench, vaultPath } from './helpers.js'

export const create = { location: 'westeurope', sku: { name: 'Standard' }, properties: {} }

export const patchOf = (properties: object) => ({ properties })

export const redundancy = (standardTierStorageRedundancy: string, crossRegionRestore = 'Disabled') =>
  patchOf({ redundancySettings: { standardTierStorageRedundancy, crossRegionRestore } })

export const softDelete = (softDeleteState: string) =>
  patchOf({ securitySettings: { softDeleteSettings: { softDeleteState } } })

export function patch(bench: ReturnType<typeof createBench>, body: object) {
  const reply = bench.send('PATCH', vaultPath(), body)
  bench.pass(600)
  return reply
}
