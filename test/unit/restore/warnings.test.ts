import { describe, expect, it } from 'vitest'
import { armId } from '../../../src/core/arm-id.js'
import type { RecoveryPoint } from '../../../src/model/point.js'
import type { StorageAccount } from '../../../src/model/storage-account.js'
import { readOptions } from '../../../src/restore/options.js'
import { planRestores, type RestoreStep } from '../../../src/restore/plan.js'
import { restoreWarnings } from '../../../src/restore/warnings.js'
import { aVault } from '../../helpers/machines.js'
import { restorePlaces, restoreTarget } from '../../helpers/restore-facts.js'

const NOW = new Date('2026-03-02T09:00:00Z')
const ACCOUNT: StorageAccount = {
  id: armId('/subscriptions/s/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/stone'),
  name: 'stone',
  resourceGroup: 'rg-app',
  location: 'westeurope',
  kind: 'StorageV2',
  sku: 'Standard_LRS',
  openToNetworks: true,
  hierarchical: false,
}

/** What is told before VMs with such points are restored, of each VM the same. */
function told(point: Partial<RecoveryPoint>, vms = 1): string[] {
  const accounts = [ACCOUNT]
  const places = restorePlaces(undefined, { accounts })
  const targets = Array.from({ length: vms }, () => restoreTarget({ point }))
  const steps: RestoreStep[] = planRestores(targets, {
    mode: 'disks',
    newMachine: {},
    places,
    candidates: { accounts, loads: new Map() },
  })
  return restoreWarnings(steps, { now: NOW, places, rtoOf: () => null })
}

describe('what is told before a restore', () => {
  it.each([
    [
      'a point that expires within the day',
      { expiryTime: '2026-03-02T12:00:00.000Z' },
      /expires at 2026-03-02 12:00 UTC\.$/,
    ],
    [
      'a point that may be gone before its restore is over',
      { expiryTime: '2026-03-02T09:01:00.000Z' },
      /expires at 2026-03-02 09:01 UTC, and its restore may take until 2026-03-02 \d\d:\d\d UTC\.$/,
    ],
    [
      'keys that must be there',
      { encrypted: true },
      /encrypts its disks itself: they open only while its key vault has the keys/,
    ],
  ] as const)('is %s', (_what, point, text) => {
    expect(told(point)).toEqual([expect.stringMatching(text)])
  })

  it('is that a snapshot that was asked for cannot serve another zone', () => {
    const [target, places] = [
      restoreTarget({ vault: aVault({ redundancy: 'ZoneRedundant' }) }),
      restorePlaces(undefined, { accounts: [ACCOUNT] }),
    ]
    const said = (zone: string | undefined) => {
      const options = readOptions({ zone })
      const wish = {
        mode: 'disks',
        newMachine: {},
        places,
        options,
        candidates: { accounts: [ACCOUNT], loads: new Map() },
      } as const
      return restoreWarnings(planRestores([target], wish), {
        now: NOW,
        places,
        rtoOf: () => null,
        pointTier: 'instant',
      })
    }

    expect(said(undefined)).toEqual([])
    expect(said('1')).toEqual([expect.stringMatching(/^VM 'web-01' is restored from the vault: snapshots serve/)])
  })

  it('is nothing of a point that is kept for weeks', () => {
    expect(told({ expiryTime: '2026-04-01T00:00:00.000Z' })).toEqual([])
  })
})
