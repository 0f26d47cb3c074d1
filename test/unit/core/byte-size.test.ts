import { expect, it } from 'vitest'
import { readSize } from '../../../src/core/byte-size.js'

it.each([
  ['1234 MB', 1.234e9],
  ['1.5 GB', 1.5e9],
  ['0 KB', 0],
  ['12 GBs', 1.2e10],
  ['much', null],
  ['1.2.3 MB', null],
  [undefined, null],
])('reads %s as bytes', (text, bytes) => {
  expect(readSize(text)).toBe(bytes)
})
