import { expect, test } from 'vitest'
import { copyOf, valuesOf, withoutNulls } from '../../mocks/json.js'

test('a copy is equal and shares nothing', () => {
  const value = { tags: { env: 'prod' }, disks: [{ lun: 0 }, null], size: 1, none: undefined }

  const copy = copyOf(value)

  expect(copy).toStrictEqual(value)
  copy.tags.env = 'dev'
  copy.disks[0] = { lun: 1 }
  expect(value).toMatchObject({ tags: { env: 'prod' }, disks: [{ lun: 0 }, null] })
})

test('a copy cannot be given another prototype', () => {
  const copy = copyOf(JSON.parse('{"a":{"__proto__":{"polluted":true}}}'))

  expect(copy.a.polluted).toBeUndefined()
  expect(Object.getPrototypeOf(copy.a)).toBe(Object.prototype)
})

test('what has no null comes back as it is; nulls go at every depth', () => {
  const clean = { a: [{ b: 1 }] }

  expect(withoutNulls(clean)).toBe(clean)
  expect(withoutNulls({ a: null, b: [{ c: null, d: 2 }] })).toEqual({ b: [{ d: 2 }] })
})

test('values come in the order in which they were added', () => {
  expect(valuesOf({ b: 1, a: 2 })).toEqual([1, 2])
})
