import fc from 'fast-check'

/** Names and texts that have broken programs before. */
export const nastyText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'hasOwnProperty',
      'toString',
      'null',
      'undefined',
      'NaN',
      '-1',
      '',
      ' ',
      '.',
      '..',
      ';',
      ';;;',
      'vm;iaasvmcontainerv2;__proto__;constructor',
      'IaasVMContainer;iaasvmcontainerv2;;',
      '%',
      '%00',
      'a/b',
      'a\\b',
      'x?y#z',
      "'",
      '"',
      'İstanbul',
      'ß',
      '\u0000',
      '\u202e',
      '\ud800',
      '😀'.repeat(40),
      'a'.repeat(3000),
      '9999-99-99T99:99:99Z',
      '+275760-09-13T00:00:00.001Z',
      '2026-02-30 12:00:00 AM',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
)

/** A value in the place of another one. */
export const BAD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  'x',
  '__proto__',
  'constructor',
  '2026-13-45T99:00:00Z',
  '+275760-09-13T00:00:00Z',
  '\ud800',
  'Z'.repeat(2000),
  '/subscriptions/a/resourceGroups/b/providers/c/d/e',
  '/'.repeat(50),
  [],
  [null],
  [[]],
  [{}],
  ['x', 1, null, {}],
  {},
  { a: null },
  { toString: null, valueOf: null },
  [{ toString: null }],
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}, "length": -1}'),
]

/** One change of a body: at the slot with that number (modulo their count). */
export interface Change {
  at: number
  how: 'replace' | 'delete' | 'rename' | 'wrap' | 'add'
  to: unknown
}

export const changeOf: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(200),
  how: fc.oneof(
    { weight: 6, arbitrary: fc.constant('replace' as const) },
    { weight: 4, arbitrary: fc.constantFrom('delete' as const, 'rename' as const, 'wrap' as const, 'add' as const) },
  ),
  to: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...BAD_VALUES) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  ),
})

/** A place in a body: a member of an object or an element of a list. */
interface Slot {
  holder: Record<string, unknown>
  key: string
}

/** Every place of a body, parents before children. */
function slotsOf(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...slotsOf(holder[key])])
}

/** How many places a body has. */
export function slotCount(body: object): number {
  return slotsOf(body).length
}

/** A copy of the body with the changes made one after the other. */
export function changed(body: object, changes: readonly Change[]): object {
  const copy = structuredClone(body)
  for (const change of changes) {
    const slots = slotsOf(copy)
    const slot = slots[change.at % Math.max(1, slots.length)]
    if (slot) apply(slot, change)
  }
  return copy
}

/** A place takes the value, or loses what it has, or goes by another name. */
function apply({ holder, key }: Slot, change: Change): void {
  const { how, to } = structuredClone(change)
  const value = holder[key]
  if (how === 'replace') holder[key] = to
  if (how === 'wrap') holder[key] = [value]
  if (how === 'delete' || how === 'rename') delete holder[key]
  if (how === 'rename') addOwn(holder, '__proto__', value)
  if (how === 'add') addOwn(holder, typeof to === 'string' ? to : 'added', to)
}

/** An own member, as JSON.parse makes it: to assign to `__proto__` would set the prototype. */
function addOwn(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
}
