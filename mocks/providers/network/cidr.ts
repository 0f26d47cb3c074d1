/** A range of IPv4 addresses; numbers are 32-bit addresses. */
export interface AddressRange {
  first: number
  last: number
}

/** Azure keeps the first four addresses and the last one of a subnet for itself. Source: docs, virtual network FAQ. */
const RESERVED_FIRST = 4

/** Reads `10.0.0.0/24`; undefined when it is no IPv4 prefix. */
export function parsePrefix(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (!match) return undefined
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number)
  if (bits > 32 || Math.max(a, b, c, d) > 255) return undefined
  const size = 2 ** (32 - bits)
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  const first = address - (address % size)
  return { first, last: first + size - 1 }
}

/** The addresses of a subnet that its members can have. */
export function usableRange(prefix: string): AddressRange | undefined {
  const range = parsePrefix(prefix)
  return range && { first: range.first + RESERVED_FIRST, last: range.last - 1 }
}

/** `10.0.0.4` of a number. */
export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}

/** True when the first range lies inside the second. */
export function isInside(range: AddressRange, other: AddressRange): boolean {
  return range.first >= other.first && range.last <= other.last
}

/** True when the ranges share an address. */
export function overlaps(range: AddressRange, other: AddressRange): boolean {
  return range.first <= other.last && other.first <= range.last
}
