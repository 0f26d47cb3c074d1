import type { MockState } from '../../../mocks/index.js'

export const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000001'

/** Something of contoso that requests are about. */
export interface Target {
  vault: string
  vaultGroup: string
  vm: string
  group: string
  policy: string
  point: string
  job: string
  operation: string
  location: string
}

/** Id of a resource in the first subscription of contoso. */
export const providerId = (group: string, type: string, name: string) =>
  `${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.${type}/${name}`

const MOST_PER_VAULT = 3

/** Items of each vault, and what requests about them name. */
export function targetsOf(state: MockState): Target[] {
  const operation = Object.keys(state.backup.operations)[0] ?? 'none'
  return Object.values(state.backup.vaults).flatMap((vault) =>
    Object.values(vault.items)
      .slice(0, MOST_PER_VAULT)
      .map((item) => ({
        vault: vault.name,
        vaultGroup: vault.id.split('/')[4] ?? '',
        vm: item.nameVm,
        group: item.nameGroup,
        policy: item.policyKey ?? 'DefaultPolicy',
        point: item.points.at(-1)?.name ?? 'none',
        job: Object.keys(vault.jobs)[0] ?? 'none',
        operation,
        location: vault.location,
      })),
  )
}
