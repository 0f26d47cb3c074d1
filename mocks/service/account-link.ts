import type { MockContext } from '../context.js'
import { sameName, valuesOf } from '../json.js'
import { shareFairly } from './fair-share.js'
import type { FlowRecord, LinkRecord } from './transfer-model.js'

/**
 * Gbit/s that an account of each kind sends in most regions. Source: docs, scalability targets of standard storage
 * accounts, now and of 2017. See UNSURE.md.
 */
const EGRESS_MBPS = { old: 10_000, new: 50_000 }

/** Less than this is rounding: moments are whole milliseconds. Unit: bytes. */
const NOTHING = 1

/** What a new flow brings; its rate is the account's to give. */
export type NewFlow = Omit<FlowRecord, 'rateBytesPerMs'>

/** Starts flows out of an account; the others give way. */
export function addFlows(ctx: MockContext, account: string, flows: readonly NewFlow[]): void {
  const link = ctx.state.transfers.links[account] ?? openLink(ctx, account)
  ctx.state.transfers.links[account] = link
  moveOn(ctx, link)
  link.flows.push(...flows.map((flow) => ({ ...flow, rateBytesPerMs: 0 })))
  shareLink(ctx, account, link)
}

/** The moment at which a flow of an account is done: takes it out, gives its share to the others, returns what is done. */
export function takeDone(ctx: MockContext, account: string, revision: number): FlowRecord[] {
  const link = ctx.state.transfers.links[account]
  if (link?.revision !== revision) return []
  moveOn(ctx, link)
  const done = link.flows.filter((flow) => flow.leftBytes < NOTHING)
  link.flows = link.flows.filter((flow) => flow.leftBytes >= NOTHING)
  shareLink(ctx, account, link)
  return done
}

function openLink(ctx: MockContext, account: string): LinkRecord {
  const record = valuesOf(ctx.state.storage.accounts).find((candidate) => sameName(candidate.name, account))
  const usual = record?.kind === 'Storage' ? EGRESS_MBPS.old : EGRESS_MBPS.new
  const mbps = ctx.state.transfers.egressMbps[account] ?? usual
  return { bytesPerMs: bytesPerMs(ctx, (mbps * 1e6) / 8), atMs: ctx.now(), revision: 0, flows: [] }
}

/** A rate in Azure as one of the calendar: jobs of the mock are faster by the job speed. */
export function bytesPerMs(ctx: MockContext, bytesPerSecond: number): number {
  return (bytesPerSecond * ctx.settings.jobSpeed) / 1000
}

function moveOn(ctx: MockContext, link: LinkRecord): void {
  const passedMs = ctx.now() - link.atMs
  for (const flow of link.flows) flow.leftBytes = Math.max(0, flow.leftBytes - flow.rateBytesPerMs * passedMs)
  link.atMs = ctx.now()
}

/** Gives every flow its fair rate and queues the moment at which the first of them is done. */
function shareLink(ctx: MockContext, account: string, link: LinkRecord): void {
  link.revision += 1
  if (link.flows.length === 0) {
    delete ctx.state.transfers.links[account]
    return
  }
  const rates = shareFairly(
    link.bytesPerMs,
    link.flows.map((flow) => flow.limitBytesPerMs),
  )
  let firstMs = Number.POSITIVE_INFINITY
  for (const [index, flow] of link.flows.entries()) {
    flow.rateBytesPerMs = rates[index] ?? 0
    firstMs = Math.min(firstMs, Math.ceil(flow.leftBytes / flow.rateBytesPerMs))
  }
  ctx.schedule({ kind: 'link-due', account, revision: link.revision }, ctx.now() + firstMs)
}
