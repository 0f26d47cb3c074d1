import { Flags } from '@oclif/core'
import { selectorFlags } from './flags.js'
import { inFolder, pathFlag } from './path-flag.js'

/** What the verbs of stagger look at: vaults in Azure or a file of VMs, and by which limits. */
export const estateFlags = {
  ...selectorFlags,
  vault: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    env: 'AZBK_VAULT',
    delimiter: ',',
    helpValue: '<name|group/name|id>',
    summary: 'Vault; repeatable (default: all in scope)',
  }),
  inventory: pathFlag({
    helpValue: '<file>',
    summary: 'Take the VMs of this file (.csv, or JSON) and ask nothing of Azure',
  }),
  profile: Flags.string({
    parse: async (text, command) => (/[./\\]/.test(text) ? inFolder(text, command) : text),
    helpValue: '<name|file>',
    summary: 'Limits: current, classic-2017, or a YAML file (default: limits of azbk.yaml, current)',
  }),
}

/** When backups may start, for the verbs that plan. */
export const windowFlag = {
  window: Flags.string({
    helpGroup: 'PLANNING',
    helpValue: '<HH:MM-HH:MM zone>',
    summary: 'When backups may start, in place of the windows of all tiers; zone: UTC unless named',
  }),
}
