import type { PolicyKind, PolicySpec } from './policy.js'

export type Verdict = 'ok' | 'warn' | 'refuse'
export type EligibilityColumn = `${PolicyKind}/${PolicySpec['consistency']}`

/** What the service does with VMs of one trait under one kind of policy, and where that is written. */
export interface EligibilityCell {
  readonly verdict: Verdict
  /** Stable reason code; empty for `ok`. */
  readonly code: string
  /** Follows "VM 'x' "; empty for `ok`. */
  readonly text: string
  readonly source: string
}

const LEARN = 'learn.microsoft.com/azure/'
/** Pages of the documentation with the date of the copy that was read. */
const IAAS = `${LEARN}backup/backup-support-matrix-iaas (28 Jan 2026)`
const INTRO = `${LEARN}backup/backup-azure-vms-introduction (28 Jan 2026)`
const CRASH = `${LEARN}backup/backup-azure-vms-agentless-multi-disk-crash-consistent-overview (25 Jul 2025)`
const ENHANCED = `${LEARN}backup/backup-azure-vms-enhanced-policy (11 Jun 2025)`
const EPHEMERAL = `${LEARN}virtual-machines/ephemeral-os-disks`
const UNIFORM = `${LEARN}virtual-machine-scale-sets/virtual-machine-scale-sets-orchestration-modes`

const ok = (source: string): EligibilityCell => ({ verdict: 'ok', code: '', text: '', source })
const warn = (code: string, text: string, source: string): EligibilityCell => ({ verdict: 'warn', code, text, source })
const refuse = (code: string, text: string, source: string): EligibilityCell => ({
  verdict: 'refuse',
  code,
  text,
  source,
})

/** A row from its three possible cells. Crash-only points do not exist under a standard policy, whatever the VM. */
function row(
  standard: EligibilityCell,
  enhanced: EligibilityCell,
  crash: EligibilityCell,
): Readonly<Record<EligibilityColumn, EligibilityCell>> {
  return { 'standard/app': standard, 'standard/crash': NO_CRASH, 'enhanced/app': enhanced, 'enhanced/crash': crash }
}

const NO_CRASH = refuse('CRASH_NEEDS_ENHANCED', 'cannot have crash-consistent points under a standard policy', CRASH)

/** The same cell for every kind of policy. */
function always(cell: EligibilityCell) {
  return { ...row(cell, cell, cell), ...(cell.verdict === 'refuse' && { 'standard/crash': cell }) }
}

const notForCrash = (code: string, what: string) =>
  refuse(code, `${what}, which crash-consistent backup does not take`, CRASH)
const needsEnhanced = (code: string, what: string) => refuse(code, `${what}, which needs an enhanced policy`, IAAS)

const UNSETTLED = refuse('VM_BUSY', 'is being created or deleted; try again when it is done', INTRO)
const OTHER_REGION = refuse(
  'REGION_MISMATCH',
  'is not in the region of the vault; a vault protects VMs of its own region only',
  IAAS,
)
const UNIFORM_MEMBER = refuse(
  'SCALE_SET_UNIFORM',
  'is a member of a uniform scale set; only flexible ones can be protected',
  IAAS,
)
const NO_BACKUP_OF_EPHEMERAL = refuse(
  'EPHEMERAL_OS_DISK',
  'has an ephemeral OS disk, which cannot be backed up',
  EPHEMERAL,
)
const HALF_FREE = warn(
  'UNMANAGED_PREMIUM',
  'has unmanaged premium disks: their storage account needs 50 % free space for the first backup',
  INTRO,
)
const SHARED = warn(
  'SHARED_DISK',
  'has a shared disk; leave it out with --exclude-disk if another VM protects it',
  ENHANCED,
)
const STOPPED = warn(
  'VM_STOPPED',
  'is not running: its points are crash-consistent until it runs once during a backup',
  INTRO,
)
const UNHEALTHY = warn(
  'PROVISIONING_FAILED',
  'is in a failed provisioning state: its points are crash-consistent at most',
  INTRO,
)
const NO_AGENT = warn(
  'AGENT_NOT_READY',
  'has no working VM agent: backups need it and will fail or be crash-consistent',
  INTRO,
)

/**
 * The one table of what can be protected how: a row for each trait that matters, a cell for each kind of policy.
 * A VM without a trait of the table is plain and goes with everything but crash-only points under a standard policy.
 */
export const ELIGIBILITY = {
  plain: row(ok(IAAS), ok(ENHANCED), ok(CRASH)),
  regionMismatch: always(OTHER_REGION),
  scaleSetUniform: always(UNIFORM_MEMBER),
  scaleSetFlexible: always(ok(UNIFORM)),
  provisioningBusy: always(UNSETTLED),
  provisioningFailed: row(UNHEALTHY, UNHEALTHY, ok(CRASH)),
  stopped: row(STOPPED, STOPPED, ok(CRASH)),
  agentNotReady: row(NO_AGENT, NO_AGENT, ok(CRASH)),
  // Azure takes a standard policy from api-version 2025-01-01 on; azbk speaks an older one. AZURE-BACKUP-API.md section 8.
  trustedLaunch: row(needsEnhanced('TRUSTED_LAUNCH', 'uses Trusted Launch'), ok(ENHANCED), ok(CRASH)),
  confidential: row(
    needsEnhanced('CONFIDENTIAL_VM', 'is a confidential VM'),
    warn(
      'CONFIDENTIAL_VM',
      'is a confidential VM: backup is a preview in some regions, with OS disk encryption only',
      IAAS,
    ),
    notForCrash('CONFIDENTIAL_VM', 'is a confidential VM'),
  ),
  ultraDisk: row(
    needsEnhanced('ULTRA_DISK', 'has an Ultra disk'),
    ok(ENHANCED),
    notForCrash('ULTRA_DISK', 'has an Ultra disk'),
  ),
  premiumV2Disk: row(
    needsEnhanced('PREMIUM_V2_DISK', 'has a Premium SSD v2 disk'),
    ok(ENHANCED),
    notForCrash('PREMIUM_V2_DISK', 'has a Premium SSD v2 disk'),
  ),
  ephemeralOsDisk: row(
    NO_BACKUP_OF_EPHEMERAL,
    NO_BACKUP_OF_EPHEMERAL,
    notForCrash('EPHEMERAL_OS_DISK', 'has an ephemeral OS disk'),
  ),
  sharedDisk: row(SHARED, SHARED, notForCrash('SHARED_DISK', 'has a shared disk')),
  writeAccelerated: row(ok(IAAS), ok(IAAS), notForCrash('WRITE_ACCELERATED_DISK', 'has a disk with Write Accelerator')),
  readWriteCache: row(
    ok(IAAS),
    ok(IAAS),
    warn(
      'READ_WRITE_CACHE',
      'has a disk with read/write host caching, which voids crash consistency across disks',
      CRASH,
    ),
  ),
  notPremiumCapable: row(ok(IAAS), ok(IAAS), notForCrash('SIZE_NOT_PREMIUM', 'has a size without premium storage')),
  boostSize: row(
    ok(IAAS),
    ok(IAAS),
    notForCrash('SIZE_BOOST', 'has an Azure Boost size (Intel v6 or AMD v7 and later)'),
  ),
  unknownSize: row(
    ok(IAAS),
    ok(IAAS),
    warn(
      'SIZE_UNKNOWN',
      'has a size that azbk cannot read: crash-consistent backup needs one with premium storage',
      CRASH,
    ),
  ),
  unmanagedPremium: always(HALF_FREE),
} as const satisfies Readonly<Record<string, Readonly<Record<EligibilityColumn, EligibilityCell>>>>

export type MachineTrait = keyof typeof ELIGIBILITY
