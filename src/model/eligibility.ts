import type { ArmId } from '../core/arm-id.js'
import { distinctBy } from '../core/group.js'
import { regionKey, sameName } from '../core/names.js'
import { ELIGIBILITY, type EligibilityColumn, type MachineTrait } from './eligibility-table.js'
import type { DiskSelection } from './item.js'
import { type Disk, type Machine, OS_DISK_LUN } from './machine.js'
import type { PolicySpec } from './policy.js'
import { isBoostSize, isPremiumCapable, parseVmSize } from './vm-size.js'

/** A VM as it is to be protected. */
export interface EligibilitySubject {
  readonly machine: Machine
  readonly vaultLocation: string
  /** Null: all disks. */
  readonly disks: DiskSelection | null
}

/** Why a VM cannot be protected so, or what to know about it. */
export interface EligibilityFinding {
  readonly verdict: 'warn' | 'refuse'
  readonly code: string
  /** A sentence about the VM. */
  readonly message: string
  readonly source: string
}

/** All findings about protecting the VM under such a policy, in the order of the table; none means it just works. */
export function checkEligibility(
  subject: EligibilitySubject,
  policy: Pick<PolicySpec, 'kind' | 'consistency'>,
): EligibilityFinding[] {
  const column: EligibilityColumn = `${policy.kind}/${policy.consistency}`
  // A standard policy takes snapshots of all disks and leaves some out only later. Source: AZURE-LIMITS.md D10.
  const disks = policy.kind === 'standard' ? null : subject.disks
  const findings = traitsOf({ ...subject, disks }).flatMap((trait) => {
    const { verdict, code, text, source } = ELIGIBILITY[trait][column]
    return verdict === 'ok' ? [] : [{ verdict, code, message: `VM '${subject.machine.name}' ${text}.`, source }]
  })
  return distinctBy(findings, (finding) => finding.code)
}

/** Whether there is a policy under which the VM, as it is, can be protected. */
export function isEligibleAtAll(subject: EligibilitySubject): boolean {
  return POLICIES.some((policy) => checkEligibility(subject, policy).every((finding) => finding.verdict === 'warn'))
}

const POLICIES = [
  { kind: 'standard', consistency: 'app' },
  { kind: 'enhanced', consistency: 'app' },
  { kind: 'enhanced', consistency: 'crash' },
] as const

type Test = (subject: { machine: Machine; vaultLocation: string; disks: readonly Disk[] }) => boolean

const hasDisk =
  (test: (disk: Disk) => boolean): Test =>
  ({ disks }) =>
    disks.some(test)
const hasSku = (sku: string) => hasDisk((disk) => disk.sku !== null && sameName(disk.sku, sku))
const isIn = (text: string, ...words: string[]) => words.some((word) => sameName(word, text))

const TESTS: Readonly<Record<MachineTrait, Test>> = {
  plain: () => true,
  regionMismatch: ({ machine, vaultLocation }) => regionKey(machine.location) !== regionKey(vaultLocation),
  scaleSetUniform: ({ machine }) => isUniformMember(machine.id),
  scaleSetFlexible: ({ machine }) => machine.scaleSetId !== null && !isUniformMember(machine.id),
  provisioningBusy: ({ machine }) => isIn(machine.provisioningState, 'Creating', 'Deleting'),
  provisioningFailed: ({ machine }) => isIn(machine.provisioningState, 'Failed', 'Unavailable'),
  stopped: ({ machine }) => machine.power === 'deallocated' || machine.power === 'stopped',
  // A stopped VM has no agent to speak of; that it is stopped says it better.
  agentNotReady: ({ machine }) => machine.power === 'running' && machine.agent === 'notReady',
  trustedLaunch: ({ machine }) => machine.securityType === 'TrustedLaunch',
  confidential: ({ machine }) => machine.securityType === 'ConfidentialVM',
  ultraDisk: hasSku('UltraSSD_LRS'),
  premiumV2Disk: hasSku('PremiumV2_LRS'),
  ephemeralOsDisk: hasDisk((disk) => disk.ephemeral),
  sharedDisk: hasDisk((disk) => disk.shared === true),
  writeAccelerated: hasDisk((disk) => disk.writeAccelerator),
  readWriteCache: hasDisk((disk) => disk.caching === 'ReadWrite'),
  notPremiumCapable: ({ machine }) => ofSize(machine, (size) => !isPremiumCapable(size)),
  boostSize: ({ machine }) => ofSize(machine, isBoostSize),
  unknownSize: ({ machine }) => parseVmSize(machine.size) === undefined,
  unmanagedPremium: ({ machine, disks }) =>
    disks.some((disk) => disk.id === null && !disk.ephemeral) && ofSize(machine, isPremiumCapable),
}

/** The traits of a VM that matter for backup, in the order of the table. Of its disks only those that are backed up. */
export function traitsOf(subject: EligibilitySubject): MachineTrait[] {
  const { machine, vaultLocation } = subject
  const disks = machine.disks.filter((disk) => isBackedUp(disk.lun, subject.disks))
  return (Object.keys(ELIGIBILITY) as MachineTrait[]).filter((trait) => TESTS[trait]({ machine, vaultLocation, disks }))
}

/** Whether a choice of disks leaves a disk in; the OS disk always is. */
function isBackedUp(lun: number, choice: DiskSelection | null): boolean {
  if (choice === null || lun === OS_DISK_LUN) return true
  return choice.luns.includes(lun) === (choice.mode === 'include')
}

function isUniformMember(id: ArmId): boolean {
  return /\/virtualMachineScaleSets\//i.test(id)
}

function ofSize(machine: Machine, test: (size: NonNullable<ReturnType<typeof parseVmSize>>) => boolean): boolean {
  const size = parseVmSize(machine.size)
  return size !== undefined && test(size)
}
