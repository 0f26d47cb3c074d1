import type { LimitsProfile } from './limits.js'

/** Pages on learn.microsoft.com/azure, with the date of the version that was read. */
const PAGES = {
  guidance: 'Azure VM backup planning guidance (2017)',
  introduction: 'backup/backup-azure-vms-introduction (28 Jan 2026)',
  vmFaq: 'backup/backup-azure-vm-backup-faq (9 Dec 2025)',
  faq: 'backup/backup-azure-backup-faq (Jan 2026)',
} as const

/** The guards of today: limits of the service, and older advice where nothing newer took its place. */
const CURRENT = {
  name: 'current',
  startsTogether: { value: 40, scope: 'vault', kind: 'advice', source: PAGES.guidance },
  disksPerAccount: { value: 20, scope: 'account', kind: 'advice', source: PAGES.guidance },
  classicPerHour: { value: 10, scope: 'service', kind: 'advice', source: PAGES.guidance },
  machinesPerPolicy: { value: 100, scope: 'policy', kind: 'advice', source: PAGES.vmFaq },
  policiesPerVault: { value: 200, scope: 'vault', kind: 'hard', source: PAGES.faq },
  machinesPerVault: { value: 1000, scope: 'vault', kind: 'hard', source: PAGES.faq },
  itemsPerVault: { value: 2000, scope: 'vault', kind: 'advice', source: PAGES.faq },
  policyWritesPerDay: { value: 50, scope: 'vault', kind: 'daily budget', source: PAGES.faq },
  protectionChangesPerDay: { value: 1000, scope: 'vault', kind: 'daily budget', source: PAGES.vmFaq },
  startSpreadMinutes: { value: 120, scope: 'machine', kind: 'advice', source: PAGES.vmFaq },
  queueHours: { value: 8, scope: 'machine', kind: 'advice', source: PAGES.introduction },
  backupHours: { value: 24, scope: 'machine', kind: 'advice', source: PAGES.introduction },
} as const satisfies LimitsProfile

/**
 * The profiles that come with azbk. `classic-2017` is the planning guidance alone, plus what the service refuses: its
 * only advice is 40 VMs together, 20 disks of an account and 10 classic VMs of a cloud service within an hour.
 */
export const LIMITS_PROFILES = {
  current: CURRENT,
  'classic-2017': { ...CURRENT, name: 'classic-2017', machinesPerPolicy: null, itemsPerVault: null },
} as const satisfies Readonly<Record<string, LimitsProfile>>
export type LimitsProfileName = keyof typeof LIMITS_PROFILES
