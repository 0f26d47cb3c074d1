import { expect, it } from 'vitest'
import { planRestores } from '../../../src/restore/plan.js'
import { aMachine } from '../../helpers/machines.js'
import { restorePlaces, restoreTarget } from '../../helpers/restore-facts.js'
import { storageAccount } from '../../helpers/storage-account.js'

it('VMs that share a storage account take turns: the shortest RTO first, then by name', () => {
  const accounts = [storageAccount('stone')]
  const rtos: Readonly<Record<string, number>> = { 'app-03': 2, 'app-04': 1 }
  const targets = ['app-01', 'app-02', 'app-03', 'app-04'].map((name) => restoreTarget({ machine: aMachine({ name }) }))

  const steps = planRestores(targets, {
    mode: 'disks',
    newMachine: {},
    places: restorePlaces(undefined, { accounts }),
    candidates: { accounts, loads: new Map() },
    rtoOf: ({ subject }) => rtos[subject.name] ?? null,
  })

  expect(steps.map(({ task }) => [task?.name, task?.staging.wave])).toEqual([
    ['app-01', 3],
    ['app-02', 4],
    ['app-03', 2],
    ['app-04', 1],
  ])
})
