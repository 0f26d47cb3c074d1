/** What the name of a VM size tells. Source: learn.microsoft.com/azure/virtual-machines/vm-naming-conventions. */
export interface VmSize {
  /** Family with its sub-family, upper-case: `D`, `DS`, `NC`, `HB`. */
  readonly family: string
  readonly vcpus: number
  /** The additive letters after the number, lower-case, e.g. `ads`. */
  readonly features: string
  readonly processor: 'intel' | 'amd' | 'arm'
  /** 1 when the name has no version. */
  readonly version: number
}

const NAME = /^(?:standard|basic)_([a-z]+)(\d+)(?:-\d+)?([a-z]*)(?:_[a-z]+\d+[a-z]*)*?(?:_v(\d+))?(?:_promo)?$/

/** Parts of a size name such as `Standard_E4-2ads_v5`; undefined when it does not follow the convention. */
export function parseVmSize(text: string): VmSize | undefined {
  const [, family, vcpus, features = '', version = '1'] = text.trim().toLowerCase().match(NAME) ?? []
  if (family === undefined) return undefined
  const processor = features.includes('p') ? 'arm' : features.includes('a') ? 'amd' : 'intel'
  return { family: family.toUpperCase(), vcpus: Number(vcpus), features, processor, version: Number(version) }
}

/** Whether premium disks may be attached: `s` among the features, or the old `DS` and `GS` families. */
export function isPremiumCapable(size: VmSize): boolean {
  return size.features.includes('s') || size.family === 'DS' || size.family === 'GS'
}

/** Whether it is one of the Azure Boost generations that agentless backup leaves out. Source: AZURE-LIMITS.md D4. */
export function isBoostSize(size: VmSize): boolean {
  return (size.processor === 'intel' && size.version >= 6) || (size.processor === 'amd' && size.version >= 7)
}
