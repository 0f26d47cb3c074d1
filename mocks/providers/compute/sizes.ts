import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { pageReply } from '../../paging.js'

/** A VM size. */
export interface VmSize {
  name: string
  cores: number
  memoryGb: number
  maxDataDisks: number
  premium: boolean
  /** Takes VMs of the second generation with Trusted Launch; confidential ones. */
  trustedLaunch: boolean
  confidential: boolean
}

/** Sizes of one family: `premium` says whether they take premium disks. Source: docs, sizes for virtual machines. */
const FAMILIES: readonly { pattern: string; cores: readonly number[]; gbPerCore: number; premium: boolean }[] = [
  { pattern: 'Standard_B#ms', cores: [2, 4, 8], gbPerCore: 4, premium: true },
  { pattern: 'Standard_A#_v2', cores: [1, 2, 4, 8], gbPerCore: 2, premium: false },
  { pattern: 'Standard_DS#_v2', cores: [1, 2, 3, 4], gbPerCore: 3.5, premium: true },
  { pattern: 'Standard_D#s_v3', cores: [2, 4, 8, 16, 32], gbPerCore: 4, premium: true },
  { pattern: 'Standard_D#_v5', cores: [2, 4, 8, 16, 32], gbPerCore: 4, premium: false },
  { pattern: 'Standard_D#s_v5', cores: [2, 4, 8, 16, 32, 64], gbPerCore: 4, premium: true },
  { pattern: 'Standard_D#as_v5', cores: [2, 4, 8, 16, 32], gbPerCore: 4, premium: true },
  { pattern: 'Standard_D#ds_v5', cores: [2, 4, 8, 16, 32], gbPerCore: 4, premium: true },
  { pattern: 'Standard_D#s_v6', cores: [2, 4, 8, 16, 32], gbPerCore: 4, premium: true },
  { pattern: 'Standard_D#as_v7', cores: [2, 4, 8, 16, 32], gbPerCore: 4, premium: true },
  { pattern: 'Standard_DC#as_v5', cores: [2, 4, 8, 16], gbPerCore: 4, premium: true },
  { pattern: 'Standard_DC#as_v6', cores: [2, 4, 8, 16], gbPerCore: 4, premium: true },
  { pattern: 'Standard_E#s_v5', cores: [2, 4, 8, 16, 32, 64], gbPerCore: 8, premium: true },
  { pattern: 'Standard_E#_v5', cores: [2, 4, 8, 16, 32, 64], gbPerCore: 8, premium: false },
  { pattern: 'Standard_F#s_v2', cores: [2, 4, 8, 16, 32], gbPerCore: 2, premium: true },
  { pattern: 'Standard_M#ms', cores: [32, 64, 128], gbPerCore: 28, premium: true },
]

/** All sizes of the mock, the same in every region. */
export const SIZES: readonly VmSize[] = FAMILIES.flatMap(({ pattern, cores, gbPerCore, premium }) =>
  cores.map((count) => ({
    name: pattern.replace('#', String(count)),
    cores: count,
    memoryGb: count * gbPerCore,
    maxDataDisks: Math.min(32, Math.max(4, count * 2)),
    premium,
    trustedLaunch: pattern !== 'Standard_A#_v2',
    confidential: pattern.startsWith('Standard_DC'),
  })),
)

const BY_NAME: ReadonlyMap<string, VmSize> = new Map(SIZES.map((size) => [size.name.toLowerCase(), size]))

/** The size of a name. Any other name of a size's form is taken as one too: the list above is a sample. */
export function findSize(name: string): VmSize | undefined {
  const known = BY_NAME.get(name.toLowerCase())
  if (known || !/^(Standard|Basic)_[A-Z]+\d+/i.test(name)) return known
  const premium = /^Standard_[A-Z]+\d+[a-z-\d]*s/i.test(name)
  const confidential = /^Standard_[DE]C\d/i.test(name)
  return { name, cores: 2, memoryGb: 8, maxDataDisks: 32, premium, trustedLaunch: true, confidential }
}

/** GET of the sizes of a region, or of those that a VM can be changed to. */
export function listSizes(_ctx: MockContext, call: ArmCall): ArmReply {
  const toBody = (size: VmSize) => ({
    name: size.name,
    numberOfCores: size.cores,
    osDiskSizeInMB: 1_047_552,
    resourceDiskSizeInMB: 0,
    memoryInMB: size.memoryGb * 1024,
    maxDataDiskCount: size.maxDataDisks,
  })
  return pageReply(call, SIZES, { pageSize: SIZES.length, toBody })
}
