import type { EstateIndex } from './compile-index.js'
import type { EstateUse } from './compile-resources.js'

/** Machines of each connected part of the estate: those that share a vault or a resource belong together. */
export function findParts({ machines, familyOf, families, vaults }: EstateIndex, use: EstateUse): Int32Array[] {
  const vaultOf = (machine: number) => families[familyOf[machine] as number]?.vault as number
  const parent = Int32Array.from({ length: vaults.length + use.resources.length }, (_, node) => node)
  const rootOf = (node: number) => {
    let root = node
    while (parent[root] !== root) {
      parent[root] = parent[parent[root] as number] as number
      root = parent[root] as number
    }
    return root
  }
  for (let m = 0; m < machines.length; m += 1) {
    for (let i = use.from[m] as number; i < (use.from[m + 1] as number); i += 1) {
      parent[rootOf(vaults.length + (use.resource[i] as number))] = rootOf(vaultOf(m))
    }
  }
  const parts = new Map<number, number[]>()
  // Vaults in their order first, so that parts come in the order of their first vault.
  for (let vault = 0; vault < vaults.length; vault += 1) parts.set(rootOf(vault), [])
  for (let m = 0; m < machines.length; m += 1) parts.get(rootOf(vaultOf(m)))?.push(m)
  return [...parts.values()].filter((part) => part.length > 0).map((part) => Int32Array.from(part))
}
