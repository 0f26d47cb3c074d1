import { Flags } from '@oclif/core'
import { vaultFlags } from './flags.js'

/** Whose recovery points are meant. */
export const pointFlags = {
  vm: Flags.string({
    required: true,
    helpValue: '<name|group/name|id>',
    summary: 'The VM; it need not exist any more',
  }),
  ...vaultFlags,
}
