import type { PolicySpec, Schedule } from '../../src/model/policy.js'
import { POLICY_TEMPLATES } from '../../src/model/policy-templates.js'
import type {
  Estate,
  EstateDisk,
  EstateMachine,
  EstatePolicy,
  EstateTier,
  EstateVault,
} from '../../src/slots/estate.js'

export const BERLIN = 'W. Europe Standard Time'

/** A policy like the template `standard`, with a schedule in a zone. */
export function specOf(schedule: Schedule, timeZone = 'UTC'): PolicySpec {
  return { ...POLICY_TEMPLATES.standard, schedule, timeZone }
}

export const dailySpec = (time: string, timeZone?: string) => specOf({ frequency: 'daily', time }, timeZone)

export function estateVault(name = 'rsv-weu', more: Partial<EstateVault> = {}): EstateVault {
  return { key: name, name, subscription: 'contoso', region: 'westeurope', policyCount: 3, otherItems: 0, ...more }
}

export function estateTier(name = 'standard', more: Partial<EstateTier> = {}): EstateTier {
  return { name, spec: dailySpec('22:00'), window: null, rpoMs: null, ...more }
}

export function estatePolicy(name: string, spec: PolicySpec, vault = 'rsv-weu'): EstatePolicy {
  return { vault, name, spec }
}

export function estateMachine(name: string, more: Partial<EstateMachine> = {}): EstateMachine {
  return {
    ...{ key: name, name, vault: 'rsv-weu', tier: 'standard', policy: null, window: null },
    ...{ isPinned: false, cloudService: null, disks: [managedDisk()] },
    ...more,
  }
}

export const managedDisk = (): EstateDisk => ({ sizeGb: 128, usedGb: 60, churnPerDay: 0.02, storageAccount: null })
export const disksIn = (storageAccount: string, count: number): EstateDisk[] =>
  Array.from({ length: count }, () => ({ ...managedDisk(), storageAccount }))

export function slotEstate(more: Partial<Estate> = {}): Estate {
  return { vaults: [estateVault()], policies: [], tiers: [estateTier()], machines: [], ...more }
}
