import { createLoadTable, type LoadTable } from '../load-table.js'
import { isFixed, isForced } from '../moves/standing.js'
import type { SlotProblem } from '../problem.js'

/**
 * Vaults that have to be looked at together to count moves: those that share a resource which runs short when
 * everybody is home. Who of them moves is for them to settle between themselves.
 */
export function moveGroups(problem: SlotProblem): number[][] {
  const groupOf = problem.vaults.map((_, vault) => new Set([vault]))
  for (const vaults of vaultsThatShare(problem, shortResources(problem, everybodyHome(problem)))) {
    const joined = new Set([...vaults].flatMap((vault) => [...(groupOf[vault] ?? [])]))
    for (const vault of joined) groupOf[vault] = joined
  }
  return [...new Set(groupOf)].map((group) => [...group].sort((a, b) => a - b))
}

function everybodyHome(problem: SlotProblem): LoadTable {
  const table = createLoadTable(problem)
  problem.vms.home.forEach((home, vm) => {
    if (home >= 0 && (isFixed(problem, vm) || !isForced(problem, vm))) table.place(vm, home)
  })
  return table
}

function shortResources({ resources }: SlotProblem, { loads, cells }: LoadTable): Set<number> {
  const isShort = (resource: number) =>
    loads.subarray(resource * cells, (resource + 1) * cells).some((load) => load > (resources[resource]?.capacity ?? 0))
  return new Set([...resources.keys()].filter(isShort))
}

/** The vaults of each resource. */
function vaultsThatShare({ vms, families }: SlotProblem, resources: ReadonlySet<number>): Iterable<Set<number>> {
  const vaults = new Map([...resources].map((resource) => [resource, new Set<number>()]))
  for (let vm = 0; vm < vms.count; vm++)
    for (let i = vms.use.from[vm] as number; i < (vms.use.from[vm + 1] as number); i++)
      vaults.get(vms.use.resource[i] as number)?.add(families[vms.family[vm] as number]?.vault as number)
  return vaults.values()
}
