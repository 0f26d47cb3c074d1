import type { ArmCall, ArmReply } from './arm-types.js'

/**
 * One page of a list. The next link is absolute, carries the query of the request and a token, and has to be followed as it
 * is; the last page has none.
 */
export function pageReply<T>(
  call: ArmCall,
  rows: readonly T[],
  options: { pageSize: number; toBody(row: T): unknown },
) {
  const start = readToken(call.query.$skiptoken)
  const end = start + options.pageSize
  const value = rows.slice(start, end).map(options.toBody)
  const body = end < rows.length ? { value, nextLink: linkTo(call, end) } : { value }
  return { status: 200, body } satisfies ArmReply
}

function linkTo(call: ArmCall, offset: number): string {
  const pairs = Object.entries(call.query).filter(([name]) => name !== '$skiptoken')
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const token = Buffer.from(`azbk;${offset}`).toString('base64url')
  return `${call.origin}${encodeURI(call.path)}?${[...query, `$skiptoken=${token}`].join('&')}`
}

function readToken(token: string | undefined): number {
  const match = /^azbk;(\d+)$/.exec(Buffer.from(token ?? '', 'base64url').toString())
  return match ? Number(match[1]) : 0
}
