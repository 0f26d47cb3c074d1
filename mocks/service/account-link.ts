import type { MockContext } from '../context.js'
import { sameName, valuesOf } from '../json.js'
import { shareFairly } from './fair-share.js'
import type { FlowRecord, LinkRecord } from './transfer-model.js'

/**
 * Mbit/s that an account of each kind sends in most regions. Source: docs, scalability targets of standard storage
 * accounts, now and of 2017. See UNSURE.md.
 */
const EGRESS_MBPS = { old: 10_000, new: 50_000 }

/** Mbit/s that it takes. Source: as above. */
const INGRESS_MBPS = { old: 10_000, new: 25_000 }

/** What stands before the name of an account in the name of the link into it. */
const INTO = '>'

/** Name of the link into an account; what it sends has a link of the account's own name. */
export function linkInto(account: string): string {
  return `${INTO}${account.toLowerCase()}`
}

/** Less than this is rounding: moments are whole milliseconds. Unit: bytes. */
const NOTHING = 1

/** What a new flow brings; its rate is the account's to give. */
export type NewFlow = Omit<FlowRecord, 'rateBytesPerMs'>

/** Starts flows out of an account, or into it; the others give way. */
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

/** The flows of a job end: it was cancelled. */
export function dropFlows(ctx: MockContext, jobId: string): void {
  for (const [account, link] of Object.entries(ctx.state.transfers.links)) {
    if (link.flows.every((flow) => flow.jobId !== jobId)) continue
    moveOn(ctx, link)
    link.flows = link.flows.filter((flow) => flow.jobId !== jobId)
    shareLink(ctx, account, link)
  }
}

function openLink(ctx: MockContext, name: string): LinkRecord {
  const { egressMbps, ingressMbps } = ctx.state.transfers
  const isInto = name.startsWith(INTO)
  const account = isInto ? name.slice(INTO.length) : name
  const record = valuesOf(ctx.state.storage.accounts).find((candidate) => sameName(candidate.name, account))
  const usual = (isInto ? INGRESS_MBPS : EGRESS_MBPS)[record?.kind === 'Storage' ? 'old' : 'new']
  const mbps = (isInto ? ingressMbps : egressMbps)[account] ?? usual
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
