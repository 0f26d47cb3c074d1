import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress } from '../../mocks/address.js'

/** What the standard parser makes of an address, in the same words. */
function byStandard(text: string) {
  const url = new URL(text)
  const segments = url.pathname.split('/').filter(Boolean).map(decode)
  const query = Object.fromEntries([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]))
  return {
    origin: url.origin,
    segments,
    path: `/${segments.join('/')}`,
    query,
    trailingSlash: url.pathname.endsWith('/'),
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const host = fc.constantFrom('management.azure.com', '127.0.0.1:43210', 'LOCALHOST:8443', 'localhost:443', '[::1]:9000')
const piece = fc.oneof(
  fc.constantFrom(
    '.',
    '..',
    '',
    'resourceGroups',
    'vm;a;b',
    'a%3Bb',
    '%zz',
    '%2E%2E',
    'Microsoft.Compute',
    '.hidden',
    'ü',
  ),
  fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', '-', '_', '~', ';', '\\', '+', '%', '|', ' ') }),
)
const query = fc.constantFrom(
  '?api-version=2024-04-01',
  '?API-Version=2024-04-01',
  "?$filter=a eq 'b'&api-version=2024-04-01",
  '?api-version=1+2',
  '?api-version=1#part',
  '',
)

test('an address is taken apart as the standard parser does it', () => {
  fc.assert(
    fc.property(host, fc.array(piece), query, (host, pieces, query) => {
      const text = `https://${host}/${pieces.join('/')}${query}`
      expect(parseAddress(text)).toEqual(byStandard(text))
    }),
    { numRuns: 1000 },
  )
})
