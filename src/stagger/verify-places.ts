import { nameKey, regionKey } from '../core/names.js'
import type { Estate, EstateMachine, EstatePolicy, EstateVault } from '../slots/estate.js'
import type { Limit, LimitsProfile } from '../slots/limits.js'

export type PlaceKind = 'policy' | 'vault' | 'region' | 'subscription' | 'account' | 'service'

/** Where starts add up. */
export interface Place {
  readonly kind: PlaceKind
  readonly name: string
  /** Of an account or a service: null. */
  readonly vault: EstateVault | null
  /** Null: counted, never too much. */
  readonly limit: Limit | null
  /** Starts within so many minutes count together. */
  readonly spanMinutes: number
}

/** How much of what a machine adds to a place when it starts. */
export interface Use {
  readonly place: number
  readonly amount: number
}

export interface PlaceTable {
  readonly places: readonly Place[]
  /** What a machine adds where when it follows a policy, which is given by its number. */
  usesOf(machine: EstateMachine, policy: number): readonly Use[]
}

/** Numbers places as machines come to them: vaults always, the others as far as the profile limits them. */
export function createPlaces(estate: Estate, limits: LimitsProfile, policies: readonly EstatePolicy[]): PlaceTable {
  const vaults = new Map(estate.vaults.map((vault) => [nameKey(vault.key), vault]))
  const places: Place[] = []
  const known = new Map<string, number>()
  const numberOf = (key: string, make: () => Place): number => {
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, places.length)
    return places.push(make()) - 1
  }
  const { startsTogether, disksPerAccount, classicPerHour } = limits
  const startPlace = (vault: EstateVault, kind: PlaceKind) => {
    const isLimited = startsTogether?.scope === kind
    const { key, name } = startScope(vault, kind)
    return numberOf(`${kind} ${key}`, () => {
      return { kind, name, vault, limit: isLimited ? startsTogether : null, spanMinutes: 1 }
    })
  }
  const scopes: PlaceKind[] = ['vault']
  if (startsTogether?.scope === 'region' || startsTogether?.scope === 'subscription') scopes.push(startsTogether.scope)
  const ofVault = new Map<string, readonly Use[]>()
  const usesOfVault = (key: string): readonly Use[] => {
    const found = ofVault.get(key)
    if (found !== undefined) return found
    const vault = vaults.get(nameKey(key))
    const uses = vault ? scopes.map((kind) => ({ place: startPlace(vault, kind), amount: 1 })) : []
    ofVault.set(key, uses)
    return uses
  }
  return {
    places,
    usesOf(machine, policy) {
      const uses = [...usesOfVault(machine.vault)]
      if (uses.length === 0) return uses
      if (startsTogether?.scope === 'policy') {
        const name = policies[policy]?.name ?? ''
        const vault = vaults.get(nameKey(machine.vault)) ?? null
        const place = numberOf(`policy ${policy}`, () => policyPlace(name, vault, startsTogether))
        uses.push({ place, amount: 1 })
      }
      if (disksPerAccount !== null && machine.disks.some((disk) => disk.storageAccount !== null)) {
        for (const [account, amount] of disksByAccount(machine)) {
          const place = numberOf(`account ${nameKey(account)}`, () => accountPlace(account, disksPerAccount))
          uses.push({ place, amount })
        }
      }
      const service = machine.cloudService
      if (classicPerHour !== null && service !== null) {
        const place = numberOf(`service ${nameKey(service)}`, () => servicePlace(service, classicPerHour))
        uses.push({ place, amount: 1 })
      }
      return uses
    },
  }
}

function startScope(vault: EstateVault, kind: PlaceKind): { readonly key: string; readonly name: string } {
  const subscription = nameKey(vault.subscription)
  if (kind === 'subscription') return { key: subscription, name: vault.subscription }
  if (kind === 'region') {
    return { key: `${subscription} ${regionKey(vault.region)}`, name: `${vault.region} of ${vault.subscription}` }
  }
  return { key: nameKey(vault.key), name: vault.name }
}

/** Unmanaged disks of a machine by storage account; the first way an account is written stands for all. */
export function disksByAccount(machine: EstateMachine): ReadonlyMap<string, number> {
  const disks = new Map<string, number>()
  const names = new Map<string, string>()
  for (const { storageAccount } of machine.disks) {
    if (storageAccount === null) continue
    const name = names.get(nameKey(storageAccount)) ?? storageAccount
    names.set(nameKey(storageAccount), name)
    disks.set(name, (disks.get(name) ?? 0) + 1)
  }
  return disks
}

function policyPlace(name: string, vault: EstateVault | null, limit: Limit): Place {
  return { kind: 'policy', name, vault, limit, spanMinutes: 1 }
}

function accountPlace(name: string, limit: Limit): Place {
  return { kind: 'account', name, vault: null, limit, spanMinutes: 1 }
}

function servicePlace(name: string, limit: Limit): Place {
  return { kind: 'service', name, vault: null, limit, spanMinutes: 60 }
}
