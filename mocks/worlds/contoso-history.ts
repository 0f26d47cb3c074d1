import { backUpVm, deleteBackups, deleteVm, type Estate, loseAgent, stopVm, vmOf } from './estate.js'

/** Something that happened at noon, days before now. */
export interface Happening {
  daysAgo: number
  happens(estate: Estate): void
}

/** What befell contoso in the last weeks. */
export const HAPPENINGS: readonly Happening[] = [
  // Never had a running agent: the first backup fails every night.
  { daysAgo: 16, happens: (estate) => loseAgent(estate, vmOf(estate, 'pay-agent-01')) },
  { daysAgo: 9, happens: (estate) => backUpVm(estate, vmOf(estate, 'erp-app-01')) },
  { daysAgo: 8, happens: (estate) => stopVm(estate, vmOf(estate, 'pay-retired-01')) },
  { daysAgo: 7, happens: (estate) => deleteVm(estate, vmOf(estate, 'gone-02')) },
  { daysAgo: 6, happens: (estate) => deleteBackups(estate, vmOf(estate, 'gone-02')) },
  { daysAgo: 6, happens: (estate) => deleteBackups(estate, vmOf(estate, 'batch-ctl-01')) },
  // No good point since.
  { daysAgo: 5, happens: (estate) => loseAgent(estate, vmOf(estate, 'pay-stale-01')) },
  { daysAgo: 4, happens: (estate) => deleteBackups(estate, vmOf(estate, 'pay-old-01')) },
  { daysAgo: 3, happens: (estate) => deleteVm(estate, vmOf(estate, 'gone-01')) },
  { daysAgo: 2, happens: (estate) => backUpVm(estate, vmOf(estate, 'web-01')) },
]
