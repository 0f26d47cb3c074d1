import { expect, test } from 'vitest'
import { differences } from './check.js'
import { fillIn } from './run-scenario.js'
import { SCENARIOS } from './scenarios/index.js'

const outcome = { exitCode: 0, stdout: '{"name": "vault-a", "tags": null, "count": 2}', stderr: 'WARNING: slow' }

test('a step passes when az does what it says', () => {
  const is = { name: /^vault/, tags: null, count: 2, '@': { name: 'vault-a', tags: null, count: 2 } }

  expect(differences({ az: 'x', is, prints: /vault-a/, says: /slow/ }, outcome)).toEqual([])
})

test('a step names all that az did otherwise', () => {
  const wrong = differences({ az: 'x', is: { name: 'vault-b', 'count(': 1 }, prints: /none/, says: /fast/ }, outcome)

  expect(wrong).toHaveLength(4)
  expect(wrong[0]).toBe('name is "vault-a", not "vault-b"')
  expect(wrong[1]).toContain('Syntax error')
})

test('another exit code says it all', () => {
  expect(differences({ az: 'x', exit: 3, is: { name: 'none' } }, outcome)).toEqual(['ended with 0, not 3'])
})

test('values take the place of their names, other braces stay', () => {
  const values = new Map([['job', '17']])

  expect(fillIn('job show -n {job} --query "{a:b}" {none}', values)).toBe('job show -n 17 --query "{a:b}" {none}')
})

test.each(SCENARIOS)('scenario "$name" uses only values that there are', ({ steps }) => {
  const known = new Set([
    'baseUrl',
    'subscription',
    'tenantId',
    'clientId',
    'clientSecret',
    'yesterday',
    'tomorrow',
    'monthAhead',
  ])
  for (const { az, saves = {} } of steps) {
    for (const [, name] of az.matchAll(/\{(\w+)\}/g)) expect(known).toContain(name)
    for (const name of Object.keys(saves)) known.add(name)
  }
})
