import type { SlotProblem } from '../../src/slots/problem.js'
import { messyHomes } from '../fleets/events.js'
import { mixedFleet } from '../fleets/mixed.js'
import { perfectFleet } from '../fleets/perfect.js'
import { plantedFleet } from '../fleets/planted.js'

/** Fleets by the names that the tables show; `vms` counts for those that come in any size. */
export const FLEETS: Readonly<Record<string, (options: { vms: number; seed: number }) => SlotProblem[]>> = {
  planted: plantedFleet,
  mixed: mixedFleet,
  messy: ({ vms, seed }) => plantedFleet({ vms, seed }).map((problem) => messyHomes(problem, { seed })),
  'K 10, one account': ({ seed }) => perfectFleet({ ...perfect, seed, vaults: 1, starts: 10 }),
  'K 25, one account': ({ seed }) => perfectFleet({ ...perfect, seed }),
  'K 25, 40 % on two accounts': ({ seed }) => perfectFleet({ ...perfect, seed, twoAccounts: 0.4 }),
  'K 25, triplet-like': ({ seed }) => perfectFleet({ ...perfect, seed, disks: [4, 9] }),
}

const perfect = { vaults: 10, starts: 25, accounts: 8, disks: [1, 7] } as const
