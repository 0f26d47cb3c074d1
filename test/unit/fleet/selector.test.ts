import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AzbkError } from '../../../src/core/errors.js'
import { matchNames, requireKnown } from '../../../src/fleet/select.js'
import { isInShard, parseMachineName, parseSelector } from '../../../src/fleet/selector.js'
import { aMachine, SUBSCRIPTION } from '../../helpers/machines.js'

const caught = (work: () => unknown): AzbkError => {
  try {
    work()
  } catch (error) {
    return error as AzbkError
  }
  throw new Error('It did not throw.')
}

describe('selectors', () => {
  it('refuse to mean everything when nothing is said', () => {
    expect(caught(() => parseSelector({}, false))).toMatchObject({ code: 'NOTHING_SELECTED', exitCode: 2 })
    expect(caught(() => parseSelector({ vm: ['-'], stdin: '# none\n\n' }, false)).code).toBe('NOTHING_SELECTED')
    expect(parseSelector({}, true)).toEqual({ names: [], tags: [], shard: null })
  })

  it('read ids from standard input, one per line, without comments and repeats', () => {
    const { names } = parseSelector(
      { vm: ['-', 'DB-01'], stdin: 'web-01 # front\r\nrg-a/web-02\n\n#x\ndb-01\n' },
      false,
    )

    expect(names.map(({ name }) => name.toLowerCase())).toEqual(['web-01', 'web-02', 'db-01'])
  })

  it('read names, group/name and ids', () => {
    const { id } = aMachine()

    expect(parseMachineName('web-01')).toMatchObject({ name: 'web-01' })
    expect(parseMachineName('rg-a/web-01')).toMatchObject({ resourceGroup: 'rg-a', name: 'web-01' })
    expect(parseMachineName(id)).toMatchObject({
      subscriptionId: SUBSCRIPTION,
      resourceGroup: 'rg-app',
      name: 'web-01',
    })
    expect(caught(() => parseMachineName('/subscriptions/x/nonsense')).code).toBe('INVALID_VM')
    const uniform = id.replace('virtualMachines/', 'virtualMachineScaleSets/ss/virtualMachines/')
    expect(caught(() => parseMachineName(uniform))).toMatchObject({ code: 'SCALE_SET_UNIFORM', exitCode: 6 })
  })

  it.each([
    [{ vm: ['a'], all: true }, 'SELECTORS_CONFLICT'],
    [{ tag: ['env'] }, 'INVALID_TAG'],
    [{ all: true, shard: '0/3' }, 'INVALID_SHARD'],
    [{ all: true, shard: '4/3' }, 'INVALID_SHARD'],
  ])('refuse %j', (input, code) => {
    expect(caught(() => parseSelector(input, false))).toMatchObject({ code, exitCode: 2 })
  })

  it('put each VM in exactly one shard, whatever the case of its id', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{1,20}$/), fc.integer({ min: 1, max: 16 }), (name, of) => {
        const { id } = aMachine({ name })
        const shards = Array.from({ length: of }, (_, i) => ({ index: i + 1, of }))
        const shardsOf = (text: string) => shards.filter((shard) => isInShard(text, shard))

        expect(shardsOf(id)).toHaveLength(1)
        expect(shardsOf(id.toUpperCase())).toEqual(shardsOf(id))
      }),
    )
  })
})

describe('picking VMs by name', () => {
  const machines = [
    aMachine({ name: 'web-01', resourceGroup: 'rg-a' }),
    aMachine({ name: 'web-01', resourceGroup: 'rg-b' }),
    aMachine({ name: 'DB-01', resourceGroup: 'rg-a' }),
  ]
  const pick = (...texts: string[]) => requireKnown(matchNames(texts.map(parseMachineName), machines))

  it('compares without case and takes each VM once', () => {
    expect(pick('db-01', 'rg-A/DB-01', 'rg-b/web-01').map((machine) => machine.resourceGroup)).toEqual(['rg-a', 'rg-b'])
  })

  it('lists the candidates of every ambiguous name', () => {
    const error = caught(() => pick('web-01', 'nope'))

    expect(error).toMatchObject({ code: 'VM_AMBIGUOUS', exitCode: 2 })
    expect(error.message).toContain("'web-01' may be rg-a/web-01 or rg-b/web-01")
    expect(error.message).toContain('Not found at all: nope')
  })

  it('lists every unknown name, with close ones', () => {
    const error = caught(() => pick('db-02', 'rg-c/web-01', 'zzz'))

    expect(error).toMatchObject({
      code: 'VM_NOT_FOUND',
      exitCode: 4,
      details: { unknown: ['db-02', 'rg-c/web-01', 'zzz'] },
    })
    expect(error.suggestions).toEqual([
      "For 'db-02', did you mean DB-01?",
      "For 'rg-c/web-01', did you mean rg-a/web-01 or rg-b/web-01?",
      '`az vm list -o table` shows the VMs that this login can see.',
    ])
  })
})
