import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createMock, type Fault, type FaultInput, loadState } from '../../mocks/index.js'
import { folderWith } from '../helpers/temp-folder.js'
import { fetchJson, statuses } from './fault-bench.js'
import { createBench, makeVault, makeVm, vaultPath, vmPath } from './helpers.js'

const RULE = { times: 1, fault: { kind: 'dns' } }

/** The weather of a state file with one rule, changed. */
const stored = (change: object) => ({
  lastId: 1,
  rules: [{ id: '1', rule: { ...RULE, ...change }, seen: 0, struck: 0 }],
})

const serverError = (status: number): Fault => ({ kind: 'status', status })

describe('rules', () => {
  test.each<[FaultInput['path'], boolean]>([
    ['vaults/vault-a', true],
    ['VAULTS/*', true],
    ['**/vault-*', true],
    ['*-a', true],
    ['*', true],
    ['/subscriptions/*/resourceGroups/*/providers/Microsoft.RecoveryServices/vaults/*', true],
    ['vaults', false],
    ['/vaults/*', false],
    ['vaults/vault-?', false],
    [{ regexp: 'vault-a\\?api-version=2024' }, true],
    [/VAULT-A/, true],
    [/vault-b/, false],
  ])('the path %o strikes a GET of the vault: %s', async (path, strikes) => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ ...(path === undefined ? {} : { path }), fault: serverError(500) })

    expect(await statuses(bench, 1)).toEqual([strikes ? 500 : 200])
  })

  test('a method is compared without case; another method passes', async () => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ method: 'delete', fault: serverError(503) })

    expect(await statuses(bench, 1)).toEqual([200])
    expect((await fetchJson(bench, 'DELETE', vaultPath())).status).toBe(503)
  })

  test('a probability strikes about so many of the requests, the same ones for the same seed', async () => {
    const struckOf = async (seed: number) => {
      const bench = createBench({ seed })
      makeVault(bench)
      bench.mock.control.inject({ probability: 0.3, fault: serverError(500) })
      return statuses(bench, 300)
    }
    const [first, again, other] = [await struckOf(1), await struckOf(1), await struckOf(2)]
    const share = first.filter((status) => status === 500).length / first.length

    expect(first).toEqual(again)
    expect(first).not.toEqual(other)
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.4)
  })

  test('a rule that does not strike leaves the ids of the world as they were', async () => {
    const idsOf = async (rule?: FaultInput) => {
      const bench = createBench()
      if (rule) bench.mock.control.inject(rule)
      makeVault(bench)
      makeVm(bench, 'vm-1')
      return bench.send('GET', vmPath('vm-1')).body.properties.vmId
    }

    expect(await idsOf({ probability: 0.5, path: 'nothing', fault: { kind: 'dns' } })).toBe(await idsOf())
  })

  test('rules and counters live in the state: a mock made from it goes on where the other stopped', async () => {
    const bench = createBench()
    makeVault(bench)
    bench.mock.control.inject({ nth: 2, fault: serverError(500) })
    expect(await statuses(bench, 1)).toEqual([200])

    const later = createMock({
      state: JSON.parse(JSON.stringify(bench.mock.control.snapshot())),
      clock: { kind: 'manual', start: '2026-01-05T10:00:00Z' },
    })

    expect(await statuses({ ...bench, mock: later }, 2)).toEqual([500, 200])
    expect(later.control.faults.list()).toMatchObject([{ id: '1', seen: 3, struck: 1 }])
    expect(later.control.isChanged()).toBe(true)
  })

  test.each<[string, unknown, RegExp]>([
    ['no list', {}, /has broken faults\. faults must be an object with a list of rules\./],
    ['a rule of another kind', stored({ fault: { kind: 'rain' } }), /Rule 1: The kind of a fault must be one of/],
    ['a rule that does not say how often', stored({ times: undefined }), /Rule 1: times must be .* or always/],
    ['no counters', { lastId: 1, rules: [{ id: '1', rule: RULE }] }, /Rule 1: seen must be .* struck must be/],
    ['an expression that does not end', stored({ path: { regexp: '(' } }), /Rule 1: path must be/],
    ['no rule at all', { lastId: 'one', rules: [null] }, /lastId must be .* Rule 1: A stored rule must be an object/],
  ])('a state file whose faults have %s is refused with what is wrong', async (_what, faults, problem) => {
    const state = { ...createBench().mock.control.snapshot(), faults }
    const folder = await folderWith({ 'mock.json': JSON.stringify(state) })

    expect(() => loadState(join(folder, 'mock.json'))).toThrow(problem)
  })

  test('an older state file, without weather and quotas, has fair weather and counts nothing', async () => {
    const { faults: _, throttle: __, ...older } = createBench().mock.control.snapshot()
    const folder = await folderWith({ 'mock.json': JSON.stringify(older) })

    const state = loadState(join(folder, 'mock.json'))

    expect(createMock({ state }).control.faults.list()).toEqual([])
    expect(state.throttle.profile).toBe('none')
  })

  test('are cleared one by one or all; ids are not given twice', () => {
    const { faults } = createBench().mock.control
    for (let index = 0; index < 3; index++) faults.add({ fault: { kind: 'dns' } })

    expect(faults.clear(['2', '9'])).toEqual(['2'])
    expect(faults.clear()).toEqual(['1', '3'])
    expect(faults.add({ fault: { kind: 'dns' } }).id).toBe('4')
  })

  test.each<[unknown, RegExp]>([
    [{ fault: { kind: 'rain' } }, /kind of a fault must be one of status/],
    [{ fault: { kind: 'status', status: 42 } }, /status must be a whole number from 200 to 599/],
    [{ fault: { kind: 'dns' }, probability: 2 }, /probability must be a number above 0 and not above 1/],
    [{ fault: { kind: 'dns' }, probability: 0.5, nth: 2 }, /not both/],
    [{ fault: { kind: 'dns' }, nth: 0 }, /nth must be a whole number from 1/],
    [{ fault: { kind: 'dns' }, times: 'often' }, /times must be/],
    [{ fault: { kind: 'dns' }, method: 'FETCH' }, /method must be one of GET/],
    [{ fault: { kind: 'dns' }, region: 'atlantis' }, /region must be a region of Azure/],
    [{ fault: { kind: 'dns' }, path: { regexp: '(' } }, /path must be a path/],
    [{ fault: { kind: 'dns' }, colour: 'red' }, /A rule has no member colour/],
    [{ fault: { kind: 'dns', ms: 5 } }, /A fault dns has no member ms/],
    [{ fault: { kind: 'delay' } }, /ms must be a whole number/],
    [{ fault: { kind: 'region-down' } }, /region-down needs a region/],
    [{ fault: { kind: 'job-fails', code: 'Nothing' } }, /code must be one of UserErrorGuestAgentStatusUnavailable/],
    [
      { fault: { kind: 'status', status: 500, headers: { a: 'b\nc' } } },
      /headers must be an object of names and lines/,
    ],
    [{ fault: { kind: 'status', status: 500, headers: { 'a b': 'c' } } }, /headers must be an object of names/],
    [{ fault: { kind: 'content-type', contentType: 'text/plain; é=ü' } }, /contentType must be a line of ASCII text/],
  ])('%o is refused', (rule, problem) => {
    expect(() => createBench().mock.control.inject(rule as FaultInput)).toThrow(problem)
  })

  test('all that is wrong with a rule is said at once', () => {
    const rule = { nth: 0, times: 0, fault: { kind: 'status', status: 42 } } as FaultInput

    expect(() => createBench().mock.control.inject(rule)).toThrow(/nth[\s\S]*times[\s\S]*status/)
  })
})
