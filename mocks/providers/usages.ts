import type { MockContext } from '../context.js'
import { type JsonObject, sameName } from '../json.js'

/** How much of something a subscription may have in a region. */
export interface QuotaLimit {
  /** As the usages of the provider name it: `cores`, `standardDSv5Family`, `StorageAccounts`, ... */
  name: string
  location: string
  limit: number
  /** All subscriptions when absent. */
  subscriptionId?: string
}

/** A VM size that a subscription does not get in a region, or in some of its zones. */
export interface SkuRestriction {
  size: string
  location: string
  /** The whole region when absent. */
  zones?: string[]
  /** All subscriptions when absent. */
  subscriptionId?: string
}

/** What subscriptions may have, as far as somebody said it. */
export interface QuotasState {
  limits: QuotaLimit[]
  restrictions: SkuRestriction[]
}

/** The limit that was set for something; undefined = nobody set one. */
export function limitOf(
  ctx: MockContext,
  wanted: { name: string; location: string; subscriptionId: string },
): number | undefined {
  const found = ctx.state.quotas.limits.find(
    ({ name, location, subscriptionId }) =>
      sameName(name, wanted.name) &&
      sameName(location, wanted.location) &&
      (subscriptionId === undefined || sameName(subscriptionId, wanted.subscriptionId)),
  )
  return found?.limit
}

/** A row of the usages of a region. */
export function usageBody(
  name: { value: string; localizedValue: string },
  currentValue: number,
  limit: number,
): JsonObject {
  return { limit, unit: 'Count', currentValue, name }
}

/** All that is wrong with quotas that came from outside, in sentences. */
export function checkQuotas(quotas: unknown): string[] {
  const { limits = [], restrictions = [], ...rest } = (quotas ?? {}) as Record<string, unknown>
  const strange = Object.keys(rest).map((name) => `Quotas have no member ${name}.`)
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  const isLimit = (row: Record<string, unknown>) =>
    isText(row.name) && isText(row.location) && Number.isInteger(row.limit) && Number(row.limit) >= 0
  const isRestriction = (row: Record<string, unknown>) =>
    isText(row.size) &&
    isText(row.location) &&
    (row.zones === undefined || (Array.isArray(row.zones) && row.zones.every(isText)))
  return [
    ...strange,
    ...rowsFit(limits, isLimit, 'limits must be a list of {name, location, limit, subscriptionId?}.'),
    ...rowsFit(
      restrictions,
      isRestriction,
      'restrictions must be a list of {size, location, zones?, subscriptionId?}.',
    ),
  ]
}

function rowsFit(rows: unknown, fits: (row: Record<string, unknown>) => boolean, problem: string): string[] {
  return Array.isArray(rows) && rows.every((row) => fits((row ?? {}) as Record<string, unknown>)) ? [] : [problem]
}
