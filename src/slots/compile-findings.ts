import { figure } from '../core/figure.js'
import { groupBy } from '../core/group.js'
import { startTime } from '../model/policy-schedule.js'
import type { EstateIndex, FamilyRecord } from './compile-index.js'
import type { DurationAssumptions } from './durations.js'
import type { EstateMachine, EstateVault, StartWindow } from './estate.js'
import { slotSpec } from './families.js'
import { findingId, type StaggerFinding } from './findings.js'
import type { Limit, LimitsProfile } from './limits.js'

/** Why a machine is in no problem. */
export interface LeftOut {
  readonly code: 'VAULT_UNKNOWN' | 'TIER_UNKNOWN' | 'POLICY_UNREADABLE' | 'POLICY_OFF_GRID' | 'MACHINE_TWICE'
  /** The vault, the tier, vault and policy, or the machine. */
  readonly subjects: readonly string[]
  readonly reason: string
}

const SUBJECTS: Readonly<Record<LeftOut['code'], (subjects: readonly string[]) => string>> = {
  VAULT_UNKNOWN: ([vault]) => `vault ${vault}`,
  TIER_UNKNOWN: ([tier]) => `tier ${tier}`,
  POLICY_UNREADABLE: ([vault, policy]) => `policy ${policy} of vault ${vault}`,
  POLICY_OFF_GRID: ([vault, policy]) => `policy ${policy} of vault ${vault}`,
  MACHINE_TWICE: ([machine]) => `VM ${machine}`,
}

const CURES: Readonly<Record<LeftOut['code'], (subjects: readonly string[]) => string>> = {
  VAULT_UNKNOWN: () => 'Name the vault in the inventory, or mend its name.',
  TIER_UNKNOWN: () => 'Write the tier in azbk.yaml or in the inventory, or mend it.',
  POLICY_UNREADABLE: () => 'azbk policy show says what the policy holds; give its VMs another one.',
  POLICY_OFF_GRID: ([vault, policy]) =>
    `azbk policy update --name ${policy} --vault ${vault} --start <hour or half hour>`,
  MACHINE_TWICE: () => 'Keep one of its rows in the inventory.',
}

/** One finding for each reason: what is left out stays where it is, and is not counted. */
export function leftOutFindings(
  left: readonly { readonly machine: EstateMachine; readonly why: LeftOut }[],
): StaggerFinding[] {
  const groups = groupBy(left, ({ why }) => findingId(why.code, why.subjects))
  return [...groups].map(([id, group]) => {
    const { code, subjects, reason } = (group[0] as (typeof group)[number]).why
    const machines = group.map(({ machine }) => machine.name)
    return {
      id,
      code,
      severity: code.startsWith('POLICY_') ? 'warning' : 'error',
      message: `${listNames(machines)} left out: ${SUBJECTS[code](subjects)}: ${reason}.`,
      evidence: { machines, reason },
      source: null,
      cure: CURES[code](subjects),
    }
  })
}

/** Policies of one family and slot: nothing but their names tells them apart. */
export function equalPolicies(vault: EstateVault, { spec, policies }: FamilyRecord): StaggerFinding[] {
  return [...policies].flatMap(([slot, names]) => {
    if (names.length < 2) return []
    const time = startTime(slotSpec(spec, slot).schedule)
    return {
      id: findingId('POLICIES_EQUAL', [vault.key, ...names]),
      code: 'POLICIES_EQUAL',
      severity: 'info',
      message: `Policies ${firstNames(names)} of vault ${vault.name} say the same, start at ${time} included: they could be one.`,
      evidence: { vault: vault.name, policies: names, time },
      source: null,
      cure: 'Move their VMs into one of them with azbk protect --policy, then delete the others.',
    }
  })
}

/** No plan can make such a machine keep the limit. */
export function overAccount(
  machine: EstateMachine,
  { account, disks, limit }: { readonly account: string; readonly disks: number; readonly limit: Limit },
): StaggerFinding {
  return {
    id: findingId('MACHINE_OVER_ACCOUNT', [machine.key, account]),
    code: 'MACHINE_OVER_ACCOUNT',
    severity: 'warning',
    message: `VM ${machine.name} alone backs up ${figure(disks)} disks of storage account ${account}; ${figure(limit.value)} may start together. No plan can change that: it is kept apart from the account's other VMs.`,
    evidence: { machine: machine.name, account, disks, limit: limit.value },
    source: limit.source,
    cure: 'Make its disks managed, or spread them over several accounts.',
  }
}

export interface ImpossibleWindow {
  readonly family: { readonly name: string; readonly vault: EstateVault }
  readonly window: StartWindow
  readonly machines: readonly string[]
  readonly isReadable: boolean
}

/** A window in which no slot lies: its machines stay where they are. */
export function windowImpossible({ family, window, machines, isReadable }: ImpossibleWindow): StaggerFinding {
  const { vault } = family
  const text = `${window.from}-${window.to} ${window.timeZone}`
  const why = isReadable
    ? `no start on a half hour lies in the window ${text} all year round`
    : `the window ${text} cannot be read`
  return {
    id: findingId('WINDOW_IMPOSSIBLE', [vault.key, family.name, text]),
    code: 'WINDOW_IMPOSSIBLE',
    severity: 'error',
    message: `${listNames(machines)} of ${family.name} in vault ${vault.name}: ${why}.`,
    evidence: { vault: vault.name, family: family.name, window: text, machines },
    source: null,
    cure: 'Widen the window: the start of a policy is a whole or a half hour of its own time zone.',
  }
}

function firstNames(names: readonly string[]): string {
  const others = names.length - 3
  return others <= 0 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${figure(others)} more`
}

/** `VM a`, `VMs a, b`, `2,000 VMs (a, b, c, ..)`. */
export function listNames(names: readonly string[]): string {
  if (names.length === 1) return `VM ${names[0]}`
  if (names.length <= 3) return `VMs ${names.join(', ')}`
  return `${figure(names.length)} VMs (${names.slice(0, 3).join(', ')}, ..)`
}

/** Vaults with more VMs or items than they may have, VMs that are still to be protected included. */
export function fullVaults({ vaults, families, familyOf }: EstateIndex, limits: LimitsProfile): StaggerFinding[] {
  const machines = new Int32Array(vaults.length)
  for (const family of familyOf) {
    const { vault } = families[family] as FamilyRecord
    machines[vault] = (machines[vault] as number) + 1
  }
  return vaults.flatMap((vault, index) => {
    const count = machines[index] as number
    return [
      tooMany('VAULT_FULL', vault, { count, limit: limits.machinesPerVault, what: 'VMs' }),
      tooMany('VAULT_ITEMS', vault, { count: count + vault.otherItems, limit: limits.itemsPerVault, what: 'items' }),
    ].flat()
  })
}

function tooMany(
  code: string,
  vault: EstateVault,
  { count, limit, what }: { readonly count: number; readonly limit: Limit | null; readonly what: string },
): StaggerFinding[] {
  if (limit === null || count <= limit.value) return []
  const most = `${figure(limit.value)} ${limit.kind === 'hard' ? 'are taken' : 'are advised'}`
  return [
    {
      id: findingId(code, [vault.key]),
      code,
      severity: limit.kind === 'hard' ? 'error' : 'warning',
      message: `Vault ${vault.name} is to hold ${figure(count)} ${what}; at most ${most}.`,
      evidence: { vault: vault.name, count, limit: limit.value },
      source: limit.source,
      cure: 'azbk vault create, and protect some of them there.',
    },
  ]
}

/** What durations rest on where nobody said how much data a disk holds or how much of it changes. */
export function assumedData(machines: readonly EstateMachine[], assumptions: DurationAssumptions): StaggerFinding[] {
  let [used, churn] = [0, 0]
  for (const { disks } of machines) {
    if (disks.some(({ usedGb }) => usedGb === null)) used += 1
    if (disks.some(({ churnPerDay }) => churnPerDay === null)) churn += 1
  }
  if (used === 0 && churn === 0) return []
  const { usedPart, churnPerDay } = assumptions
  const guesses = [
    ...(used > 0 ? [`${percent(usedPart)} of the size is taken as used for ${machinesIn(used)}`] : []),
    ...(churn > 0 ? [`${percent(churnPerDay)} of what is used is taken to change a day for ${machinesIn(churn)}`] : []),
  ]
  return [
    {
      id: findingId('DATA_ASSUMED', []),
      code: 'DATA_ASSUMED',
      severity: 'info',
      message: `How long backups take is a guess where the data is not known: ${guesses.join(', ')}.`,
      evidence: { used, churn, usedPart, churnPerDay },
      source: null,
      cure: 'Write usedGb and churnPerDay into an inventory; azbk stagger audit learns durations from jobs.',
    },
  ]
}

function machinesIn(count: number): string {
  return `${figure(count)} ${count === 1 ? 'VM' : 'VMs'}`
}

function percent(part: number): string {
  return `${Math.round(part * 1000) / 10} %`
}
