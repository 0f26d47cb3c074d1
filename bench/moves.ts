import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMock, type Mock } from '../mocks/index.js'
import { itemRef, listItems } from '../src/azure/items.js'
import { listPolicies } from '../src/azure/policies.js'
import { enableProtection } from '../src/azure/protection.js'
import { listVaults } from '../src/azure/vaults.js'
import type { AppContext } from '../src/context.js'
import { nameKey, sameName } from '../src/core/names.js'
import { runFleet } from '../src/fleet/run.js'
import { withRun } from '../src/fleet/with-run.js'
import type { ProtectedItem } from '../src/model/item.js'
import { virtualContext } from './virtual-clock.js'

const MOVES = 2000
const START = '2026-03-02T09:00:00.000Z'
/** What one login may write. Source: docs, throttling of Azure Resource Manager. */
const WRITES = { capacity: 200, perSecond: 10 }
/** The last of the moves takes its time, too. */
const LAST_MOVE_S = 10
const AIM = 1.05

/** 2,000 VMs moved to another policy on a mock that counts requests as Azure does, in virtual time. */
export async function bench(): Promise<void> {
  const mock = createMock({
    world: { fleet: { vms: MOVES * 1.6, seed: 7, protectedShare: 1 } },
    clock: { kind: 'manual', start: START },
    jobSpeed: 1,
    throttle: 'azure',
  })
  const stateDir = mkdtempSync(join(tmpdir(), 'azbk-bench-'))
  process.once('exit', () => rmSync(stateDir, { recursive: true, force: true }))
  const ctx = await virtualContext(mock, { stateDir, progress: () => {} })
  const moves = await movesOf(ctx)
  const from = {
    wall: performance.now(),
    virtual: mock.now().getTime(),
    requests: mock.control.requests.entries.length,
  }
  const outcomes = await move(ctx, moves)
  const seconds = (mock.now().getTime() - from.virtual) / 1000
  report(mock, { seconds, wallMs: performance.now() - from.wall, first: from.requests, moves: moves.length })
  const failed = outcomes.filter(({ status }) => status !== 'done')
  for (const { name, message } of failed.slice(0, 5)) console.log(`${name}: ${message}`)
  if (failed.length > 0) process.exitCode = 1
}

interface Move {
  readonly item: ProtectedItem
  readonly policyId: string
}

/** Each to another policy of its tier in its vault. */
async function movesOf(ctx: AppContext): Promise<Move[]> {
  const vaults = await listVaults(ctx.session, ctx.session.subscriptionId())
  const moves: Move[] = []
  for (const vault of vaults) {
    const policies = await listPolicies(ctx.session, vault)
    for (const item of await listItems(ctx.session, vault)) {
      const tier = item.policyName?.split('-')[0]
      const other = policies.find(({ name }) => name.split('-')[0] === tier && !sameName(name, item.policyName ?? ''))
      if (other !== undefined && item.state === 'Protected') moves.push({ item, policyId: other.id })
    }
  }
  return moves.slice(0, MOVES)
}

function move(ctx: AppContext, moves: readonly Move[]) {
  const key = ({ item }: Move) => nameKey(item.machineId)
  const items = moves.map((one) => ({ item: key(one), name: one.item.machineName, plan: {} }))
  return withRun(ctx, { verb: 'bench', input: {}, options: {} }, async ({ begin }) => {
    const journal = begin({ items })
    return runFleet(ctx, {
      items: moves,
      name: ({ item }) => item.machineName,
      journal: journal && { of: journal, key },
      work: async ({ item, policyId }, steady) => {
        const order = { machineId: item.machineId, policyId, existing: true, inFleet: true }
        return { status: 'done', value: await enableProtection(steady.session, itemRef(item), order) }
      },
    })
  })
}

function report(
  mock: Mock,
  run: { readonly seconds: number; readonly wallMs: number; readonly first: number; readonly moves: number },
): void {
  const sent = mock.control.requests.entries.slice(run.first)
  const least = (run.moves - WRITES.capacity) / WRITES.perSecond
  const ratio = run.seconds / (least + LAST_MOVE_S)
  const refused = sent.filter(({ status }) => status === 429)
  console.log(`Moves:                  ${run.moves}`)
  console.log(`Requests for each move: ${(sent.length / run.moves).toFixed(2)}`)
  console.log(`Answers 429:            ${refused.length} (aim 0)`)
  console.log(`Virtual time:           ${run.seconds.toFixed(1)} s`)
  console.log(`Least possible:         ${least} s for the tokens, ${LAST_MOVE_S} s for the last move`)
  console.log(`Ratio:                  ${ratio.toFixed(3)} (aim ${AIM})`)
  console.log(`Wall time:              ${(run.wallMs / 1000).toFixed(1)} s (mock included)`)
  for (const { method, path } of refused.slice(0, 3)) console.log(`  429: ${method} ${path}`)
  if (refused.length > 0 || ratio > AIM) process.exitCode = 1
}
