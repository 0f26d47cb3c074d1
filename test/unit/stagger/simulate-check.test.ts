import { describe, expect, it } from 'vitest'
import type { Estate } from '../../../src/slots/estate.js'
import { refuseTooMuch } from '../../../src/stagger/simulate-check.js'
import { numberEstate } from '../../../src/stagger/simulate-estate.js'
import { dailySpec, estateMachines, estatePolicy, testEstate } from '../../helpers/stagger.js'

/** So many VMs in each of so many vaults, each VM by one of the vault's policies in turn. */
function estateOf(vaults: number, vms: number, policies = 1): Estate {
  const keys = Array.from({ length: vaults }, (_, i) => `v${i}`)
  const [plain] = testEstate({}).vaults
  return testEstate({
    vaults: keys.map((key) => ({ ...(plain as NonNullable<typeof plain>), key, name: `rsv-${key}` })),
    policies: keys.flatMap((vault) =>
      Array.from({ length: policies }, (_, p) => estatePolicy(`p${p}`, dailySpec('22:00'), vault)),
    ),
    machines: keys.flatMap((vault) =>
      estateMachines(vms, 'p0', { prefix: vault, vault }).map((machine, i) => ({
        ...machine,
        policy: `p${i % policies}`,
      })),
    ),
  })
}

const check = (estate: Estate, nights = 7) => refuseTooMuch(numberEstate(estate), nights)

describe('an estate to simulate', () => {
  it('may be as large as Azure allows', () => {
    expect(() => check(estateOf(2, 1_000, 200))).not.toThrow()
  })

  it.each([
    ['VMs in a vault', estateOf(1, 1_001), 'Vault rsv-v0 has 1,001 VMs, not 1,000 at most.'],
    ['policies in use in a vault', estateOf(1, 201, 201), 'Vault rsv-v0 uses 201 policies, not 200 at most.'],
  ])('is refused with more %s than Azure takes', (_, estate, message) => {
    expect(() => check(estate)).toThrow(message)
  })

  it('is refused with all that is wrong, the first five in words', () => {
    expect(() => check(estateOf(7, 1_001))).toThrow(/rsv-v0 has.*rsv-v4 has.*and 2 more/s)
  })

  it('is refused when it would take too long, with the nights that would not', () => {
    const large = estateOf(20, 1_000)

    expect(() => check(large, 4)).not.toThrow()
    expect(() => check(large, 5)).toThrow(
      '20,000 VMs for 5 nights are too many to simulate: 120,000 backups are the most.',
    )
  })
})
