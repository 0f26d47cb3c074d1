import type { Instant } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import { compareTexts, nameKey } from '../core/names.js'
import { createRandom } from '../slots/random.js'

/** A VM that could be practised on. */
export interface DrillCandidate {
  readonly id: string
  readonly tier: string
  /** When a drill of it last ended; null when none ever did. */
  readonly drilledAt: Instant | null
}

/**
 * So many VMs that every tier has its share, and at least one of each as long as there are enough. Within a tier those
 * come first that were never drilled, then those whose drill is longest ago; chance decides among equals, the same for
 * the same seed whatever the order of the candidates.
 */
export function sampleMachines<C extends DrillCandidate>(
  candidates: readonly C[],
  { count, seed }: { readonly count: number; readonly seed: number },
): C[] {
  const random = createRandom(seed)
  const drawn = [...candidates]
    .sort((a, b) => compareTexts(nameKey(a.id), nameKey(b.id)))
    .map((candidate) => ({ candidate, lot: random() }))
    .sort((a, b) => compareAges(a.candidate, b.candidate) || a.lot - b.lot)
    .map(({ candidate }) => candidate)
  const tiers = [...groupBy(drawn, ({ tier }) => nameKey(tier))].sort(([a], [b]) => compareTexts(a, b))
  const shares = apportion(
    tiers.map(([, own]) => own.length),
    Math.min(count, drawn.length),
  )
  return tiers.flatMap(([, own], i) => own.slice(0, shares[i]))
}

function compareAges(a: DrillCandidate, b: DrillCandidate): number {
  return compareTexts(a.drilledAt ?? '', b.drilledAt ?? '')
}

/** Shares of a total that is at most the sum of the sizes: one each first, the largest first, then by largest remainder. */
function apportion(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const order = sizes.map((_, i) => i).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b)
  const shares: number[] = sizes.map((_, i) => (order.indexOf(i) < total ? 1 : 0))
  const due = (i: number) => (total * (sizes[i] ?? 0)) / Math.max(1, all) - (shares[i] ?? 0)
  for (let left = total - shares.reduce((sum, share) => sum + share, 0); left > 0; left -= 1) {
    const open = order.filter((i) => (shares[i] ?? 0) < (sizes[i] ?? 0))
    const next = open.reduce((best, i) => (due(i) > due(best) ? i : best), open[0] ?? 0)
    shares[next] = (shares[next] ?? 0) + 1
  }
  return shares
}
