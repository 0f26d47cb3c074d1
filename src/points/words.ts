import { POINT_TIERS, type RecoveryPoint } from '../model/point.js'

export const CONSISTENCY_WORDS = { app: 'application', fs: 'file system', crash: 'crash', unknown: 'unknown' } as const

/** `instant, vault`; a tier that is more or less than valid with its status: `vault: disabled`, `archive: rehydrated`. */
export function describeTiers({ tiers }: Pick<RecoveryPoint, 'tiers'>): string {
  const sorted = [...tiers].sort((a, b) => POINT_TIERS.indexOf(a.tier) - POINT_TIERS.indexOf(b.tier))
  const words = sorted.map(({ tier, status }) => (status === 'Valid' ? tier : `${tier}: ${status.toLowerCase()}`))
  return words.join(', ') || 'none'
}
