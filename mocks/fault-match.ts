import type { FaultRule, PathPattern } from './fault-rule.js'
import { sameName } from './json.js'
import { decodePath, regionOf } from './request-region.js'
import { regionName } from './service/region-pairs.js'
import type { MockState } from './store.js'

/** What a rule looks at. */
export interface FaultTarget {
  method: string
  /** Absolute address. */
  url: string
  body?: string
}

/** What is answered without a token has none to expire. AZURE-CLIENTS.md section 1. */
const TOKENLESS = /^\/metadata\/endpoints\/?$/i

/** True when the conditions of a rule hold for a request, its counters and its chance aside. */
export function matches(state: MockState, rule: FaultRule, target: FaultTarget): boolean {
  if (rule.fault.kind === 'token-expired' && TOKENLESS.test(new URL(target.url).pathname)) return false
  if (rule.method !== undefined && !sameName(rule.method, target.method)) return false
  if (rule.path !== undefined && !fitsPath(rule.path, new URL(target.url))) return false
  return rule.region === undefined || regionOf(state, target) === regionName(rule.region)
}

function fitsPath(pattern: PathPattern, url: URL): boolean {
  if (typeof pattern === 'object') return new RegExp(pattern.regexp, 'i').test(`${url.pathname}${url.search}`)
  return globOf(pattern).test(decodePath(url.pathname))
}

/** A path pattern as a regular expression over a whole path. */
function globOf(pattern: string): RegExp {
  const anchored = /^(\/|\*\*)/.test(pattern) ? pattern : `**/${pattern}`
  const source = anchored
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('')
  return new RegExp(`^${source}/?$`, 'i')
}
