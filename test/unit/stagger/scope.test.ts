import { describe, expect, it } from 'vitest'
import { AzbkError } from '../../../src/core/errors.js'
import type { Estate } from '../../../src/slots/estate.js'
import { narrowInventory, pinMachines } from '../../../src/stagger/scope.js'
import { estateMachines, testEstate } from '../../helpers/stagger.js'

const id = (group: string, name: string) =>
  `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`
const [machine] = estateMachines(1, null)
const ESTATE = testEstate({
  machines: [
    { ...machine, key: id('rg-a', 'web'), name: 'web' },
    { ...machine, key: id('rg-b', 'web'), name: 'web' },
    { ...machine, key: id('rg-b', 'sql'), name: 'sql', vault: 'v2' },
  ] as Estate['machines'],
})
const free = (estate: Estate) => estate.machines.filter(({ isPinned }) => !isPinned).map(({ key }) => key)

function refusal(attempt: () => unknown): AzbkError | undefined {
  try {
    attempt()
  } catch (error) {
    if (error instanceof AzbkError) return error
  }
  return undefined
}

describe('pinMachines', () => {
  it('knows VMs by name, group/name and id, in any case', () => {
    expect(free(pinMachines(ESTATE, ['SQL', 'RG-A/web', id('rg-b', 'WEB')]))).toEqual([])
    expect(pinMachines(ESTATE, [])).toBe(ESTATE)
  })

  it('tells all names that mean several VMs or none', () => {
    expect(() => pinMachines(ESTATE, ['web', 'sql'])).toThrow(/'web' may be .*rg-a.* or .*rg-b/)
    expect(() => pinMachines(ESTATE, ['sqll', 'nope'])).toThrow("The estate has no VM 'sqll', 'nope'")
    expect(() => pinMachines(ESTATE, ['web', 'nope'])).toThrow(/'web' may be [\s\S]*has no VM 'nope'/)
  })

  it('says what to write where nothing is near', () => {
    const thrown = refusal(() => pinMachines(ESTATE, ['nobody']))

    expect(thrown).toMatchObject({ code: 'VM_NOT_FOUND', exitCode: 4 })
    expect(thrown?.suggestions).toEqual(['It has web, sql; write one of them, or its id.'])
    expect(refusal(() => pinMachines({ ...ESTATE, machines: [] }, ['x']))?.suggestions).toEqual([
      'There is none to choose from.',
    ])
  })
})

describe('narrowInventory', () => {
  it('pins all but the vaults and VMs that are named', async () => {
    expect(free(await narrowInventory(ESTATE, {}))).toHaveLength(3)
    expect(free(await narrowInventory(ESTATE, { vaults: ['RSV-TWO'] }))).toEqual([id('rg-b', 'sql')])
    expect(free(await narrowInventory(ESTATE, { vaults: ['v1'], vm: ['rg-b/web'] }))).toEqual([id('rg-b', 'web')])
  })

  it('tells all that is wrong with a selection', async () => {
    const wrong = { vaults: ['nope', 'nix'], vm: ['nobody'], tag: ['a=b'], shard: '4/3' }

    await expect(narrowInventory(ESTATE, wrong)).rejects.toMatchObject({
      code: 'SEVERAL_MISTAKES',
      exitCode: 2,
      message: expect.stringMatching(/no vault 'nope', 'nix'[\s\S]*no VM 'nobody'[\s\S]*is not i\/n[\s\S]*has no tags/),
    })
    await expect(narrowInventory(ESTATE, { vaults: ['rsv-twoo'] })).rejects.toMatchObject({
      suggestions: [expect.stringMatching(/^For 'rsv-twoo', did you mean /)],
    })
  })

  it('parts the VMs of shards, each in one of them', async () => {
    const parts = await Promise.all(['1/3', '2/3', '3/3'].map((shard) => narrowInventory(ESTATE, { shard })))

    expect(parts.flatMap(free).sort()).toEqual(free(ESTATE).sort())
    await expect(narrowInventory(ESTATE, { shard: '4/3' })).rejects.toThrow('is not i/n')
  })
})
