import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { armId } from '../../../src/core/arm-id.js'
import { checkEligibility, traitsOf } from '../../../src/model/eligibility.js'
import { ELIGIBILITY, type EligibilityColumn, type MachineTrait } from '../../../src/model/eligibility-table.js'
import type { Machine } from '../../../src/model/machine.js'
import { aDisk, aMachine } from '../../helpers/machines.js'

const COLUMNS: EligibilityColumn[] = ['standard/app', 'standard/crash', 'enhanced/app', 'enhanced/crash']
const dataDisk = (changes: Parameters<typeof aDisk>[0]) => [aDisk(), aDisk({ lun: 0, name: 'data-0', ...changes })]

/** A VM that has one trait and nothing else, and the verdicts of its four cells: . ok, ! warn, x refuse. */
const GOLDEN: Record<MachineTrait, [Partial<Machine>, string]> = {
  plain: [{}, '.x..'],
  regionMismatch: [{ location: 'northeurope' }, 'xxxx'],
  scaleSetUniform: [
    {
      id: armId(
        '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/ss/virtualMachines/0',
      ),
    },
    'xxxx',
  ],
  scaleSetFlexible: [{ scaleSetId: armId('/subscriptions/s/x') }, '.x..'],
  provisioningBusy: [{ provisioningState: 'Creating' }, 'xxxx'],
  provisioningFailed: [{ provisioningState: 'Failed' }, '!x!.'],
  stopped: [{ power: 'deallocated', agent: 'unknown' }, '!x!.'],
  agentNotReady: [{ agent: 'notReady' }, '!x!.'],
  trustedLaunch: [{ securityType: 'TrustedLaunch' }, 'xx..'],
  confidential: [{ securityType: 'ConfidentialVM' }, 'xx!x'],
  ultraDisk: [{ disks: dataDisk({ sku: 'UltraSSD_LRS' }) }, 'xx.x'],
  premiumV2Disk: [{ disks: dataDisk({ sku: 'PremiumV2_LRS' }) }, 'xx.x'],
  ephemeralOsDisk: [{ disks: [aDisk({ ephemeral: true })] }, 'xxxx'],
  sharedDisk: [{ disks: dataDisk({ shared: true }) }, '!x!x'],
  writeAccelerated: [{ disks: dataDisk({ writeAccelerator: true }) }, '.x.x'],
  readWriteCache: [{ disks: dataDisk({ caching: 'ReadWrite' }) }, '.x.!'],
  notPremiumCapable: [{ size: 'Standard_D2_v3' }, '.x.x'],
  boostSize: [{ size: 'Standard_D2s_v6' }, '.x.x'],
  unknownSize: [{ size: 'Contoso_Special' }, '.x.!'],
  unmanagedPremium: [{ disks: [aDisk({ id: null, storageAccount: 'stcontoso' })] }, '!x!!'],
}

const SIGNS = { ok: '.', warn: '!', refuse: 'x' } as const

describe('eligibility', () => {
  it.each(Object.entries(GOLDEN))('%s: verdict of each cell', (name, [changes, expected]) => {
    const trait = name as MachineTrait
    const machine = aMachine(changes)

    expect(traitsOf({ machine, vaultLocation: 'West Europe', disks: null })).toEqual(
      trait === 'plain' ? ['plain'] : ['plain', trait],
    )
    expect(COLUMNS.map((column) => SIGNS[ELIGIBILITY[trait][column].verdict]).join('')).toBe(expected)
  })

  it('gives every cell a source, and every verdict but ok a code and a text', () => {
    for (const [trait, row] of Object.entries(ELIGIBILITY)) {
      for (const cell of Object.values(row)) {
        expect(cell.source, trait).toMatch(/^learn\.microsoft\.com\/azure\//)
        expect(/^[A-Z][A-Z0-9_]+$/.test(cell.code) && cell.text.length > 10, trait).toBe(cell.verdict !== 'ok')
      }
    }
  })

  it('is told in the documentation cell by cell', () => {
    const page = readFileSync(new URL('../../../docs/protect.md', import.meta.url), 'utf8')
    const told = [...page.matchAll(/^\| (\w+) \| ([.!x]) \| ([.!x]) \| ([.!x]) \|$/gm)].map(([, ...cells]) => cells)

    expect(told).toEqual(
      Object.entries(ELIGIBILITY).map(([trait, row]) => [
        trait,
        ...(['standard/app', 'enhanced/app', 'enhanced/crash'] as const).map((column) => SIGNS[row[column].verdict]),
      ]),
    )
  })

  it('lists all findings, each once', () => {
    const machine = aMachine({ location: 'northeurope', securityType: 'TrustedLaunch', agent: 'notReady' })

    const findings = checkEligibility(
      { machine, vaultLocation: 'westeurope', disks: null },
      { kind: 'standard', consistency: 'crash' },
    )

    expect(findings.map(({ code }) => code)).toEqual(['CRASH_NEEDS_ENHANCED', 'REGION_MISMATCH'])
  })

  it('overlooks a disk that an enhanced policy leaves out, and not one that a standard policy does', () => {
    const machine = aMachine({ disks: dataDisk({ sku: 'UltraSSD_LRS' }) })
    const subject = { machine, vaultLocation: 'westeurope', disks: { mode: 'exclude', luns: [0] } } as const

    expect(checkEligibility(subject, { kind: 'enhanced', consistency: 'crash' })).toEqual([])
    expect(checkEligibility(subject, { kind: 'standard', consistency: 'app' })).toMatchObject([{ code: 'ULTRA_DISK' }])
  })
})
