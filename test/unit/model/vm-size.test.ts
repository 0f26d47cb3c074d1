import { describe, expect, it } from 'vitest'
import { isBoostSize, isPremiumCapable, parseVmSize } from '../../../src/model/vm-size.js'

const SIZES: [name: string, premium: boolean, boost: boolean, family: string, vcpus: number][] = [
  ['Standard_D2s_v3', true, false, 'D', 2],
  ['Standard_D2_v3', false, false, 'D', 2],
  ['Standard_DS1_v2', true, false, 'DS', 1],
  ['Standard_DS12-1_v2', true, false, 'DS', 12],
  ['Standard_DS2_v2_Promo', true, false, 'DS', 2],
  ['Standard_GS5', true, false, 'GS', 5],
  ['Standard_A2_v2', false, false, 'A', 2],
  ['Basic_A1', false, false, 'A', 1],
  ['Standard_B2ms', true, false, 'B', 2],
  ['Standard_E4-2ads_v5', true, false, 'E', 4],
  ['Standard_E96ias_v4', true, false, 'E', 96],
  ['Standard_D4ads_v6', true, false, 'D', 4],
  ['Standard_D4ads_v7', true, true, 'D', 4],
  ['Standard_D4ds_v6', true, true, 'D', 4],
  ['Standard_D8ps_v6', true, false, 'D', 8],
  ['Standard_NC24ads_A100_v4', true, false, 'NC', 24],
  ['Standard_ND96isr_H100_v5', true, false, 'ND', 96],
  ['Standard_M416-208s_v2', true, false, 'M', 416],
  ['standard_f4S', true, false, 'F', 4],
]

describe('VM sizes', () => {
  it.each(SIZES)('reads %s', (name, premium, boost, family, vcpus) => {
    const size = parseVmSize(name)

    expect(size).toMatchObject({ family, vcpus })
    expect(size && { premium: isPremiumCapable(size), boost: isBoostSize(size) }).toEqual({ premium, boost })
  })

  it('does not guess at names that do not follow the convention', () => {
    expect(['', 'Standard', 'Custom_D2s', 'Standard_D', 'Standard_2s_v3'].map(parseVmSize)).toEqual(
      Array.from({ length: 5 }),
    )
  })
})
