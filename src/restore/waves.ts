import { compareTexts, nameKey } from '../core/names.js'
import type { StorageAccount } from '../model/storage-account.js'
import { type StagingChoice, type StagingNeed, type StagingPick, unfitFor } from './staging.js'

/**
 * An account for each need, by its key, in as few waves as can be; no account is used twice in a wave, and none holds
 * disks of its VM. The least loaded come first, of the same load those open to all networks, then by name. A need that
 * no account fits is left out.
 */
export function planWaves(needs: readonly StagingNeed[], choice: StagingChoice): Map<string, StagingPick> {
  const lanes = rank(choice).map((account): Lane => ({ account, needs: [] }))
  for (const need of needs) place(need, lanes)
  const turn = new Map(needs.map(({ key }, i) => [key, i]))
  const turnOf = ({ key }: StagingNeed) => turn.get(key) ?? 0
  return new Map(
    lanes.flatMap(({ account, needs: own }) => {
      const why = reasonFor(account, choice.loads.get(nameKey(account.id)) ?? 0)
      const inTurn = [...own].sort((a, b) => turnOf(a) - turnOf(b))
      return inTurn.map(({ key }, i): [string, StagingPick] => [key, { account, why, wave: i + 1 }])
    }),
  )
}

/** An account and those that go through it. */
interface Lane {
  readonly account: StorageAccount
  needs: StagingNeed[]
}

/** A lane that a need may go to, and who has to leave which lane for it first. */
interface Way {
  readonly lane: Lane
  readonly need: StagingNeed
  readonly after: Way | null
}

/**
 * Puts one more need into the shortest lane that it, or those that make room for it, can go to. Done for one after the
 * other, no lane is longer than it must be. Source: Harvey, Ladner, Lovasz, Tamir, "Semi-matchings for bipartite graphs".
 */
function place(need: StagingNeed, lanes: readonly Lane[]): void {
  const least = Math.min(...lanes.map((lane) => lane.needs.length))
  const seen = new Set<Lane>()
  const ways: Way[] = []
  const reach = (one: StagingNeed, after: Way | null) => {
    for (const lane of lanes) {
      if (seen.has(lane) || unfitFor(one, lane.account) !== null) continue
      seen.add(lane)
      ways.push({ lane, need: one, after })
    }
  }
  reach(need, null)
  let best: Way | undefined
  // Grows while it is walked.
  for (const way of ways) {
    if (best === undefined || way.lane.needs.length < best.lane.needs.length) best = way
    if (best.lane.needs.length === least) break
    for (const other of way.lane.needs) reach(other, way)
  }
  for (let way: Way | null = best ?? null; way !== null; way = way.after) {
    const { lane, need: newcomer, after }: Way = way
    lane.needs.push(newcomer)
    if (after !== null) after.lane.needs = after.lane.needs.filter((one) => one !== newcomer)
  }
}

function rank({ accounts, loads }: StagingChoice): StorageAccount[] {
  const loadOf = ({ id }: StorageAccount) => loads.get(nameKey(id)) ?? 0
  return [...accounts].sort(
    (a, b) =>
      loadOf(a) - loadOf(b) ||
      Number(b.openToNetworks) - Number(a.openToNetworks) ||
      compareTexts(nameKey(a.id), nameKey(b.id)),
  )
}

function reasonFor(account: StorageAccount, load: number): string {
  const burden = load === 0 ? 'nothing else uses it' : `the least used one left (${load} uses)`
  return `general-purpose v2 in ${account.location}, ${burden}`
}
