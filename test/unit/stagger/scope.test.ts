import { describe, expect, it } from 'vitest'
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

describe('pinMachines', () => {
  it('knows VMs by name, group/name and id, in any case', () => {
    expect(free(pinMachines(ESTATE, ['SQL', 'RG-A/web', id('rg-b', 'WEB')]))).toEqual([])
    expect(pinMachines(ESTATE, [])).toBe(ESTATE)
  })

  it('tells all names that mean several VMs or none', () => {
    expect(() => pinMachines(ESTATE, ['web', 'sql'])).toThrow(/'web' may be .*rg-a.* or .*rg-b/)
    expect(() => pinMachines(ESTATE, ['sqll', 'nope'])).toThrow("The estate has no VM 'sqll', 'nope'")
  })
})

describe('narrowInventory', () => {
  it('pins all but the vaults and VMs that are named', () => {
    expect(free(narrowInventory(ESTATE, {}))).toHaveLength(3)
    expect(free(narrowInventory(ESTATE, { vaults: ['RSV-TWO'] }))).toEqual([id('rg-b', 'sql')])
    expect(free(narrowInventory(ESTATE, { vaults: ['v1'], vm: ['rg-b/web'] }))).toEqual([id('rg-b', 'web')])
  })

  it('parts the VMs of shards, each in one of them', () => {
    const parts = ['1/3', '2/3', '3/3'].map((shard) => free(narrowInventory(ESTATE, { shard })))

    expect(parts.flat().sort()).toEqual(free(ESTATE).sort())
    expect(() => narrowInventory(ESTATE, { shard: '4/3' })).toThrow('is not i/n')
  })
})
