import { Flags } from '@oclif/core'
import type { SelectorInput } from '../fleet/selector.js'
import type { RunInput } from '../fleet/start-run.js'
import type { FailOn } from '../model/job.js'
import { runFlags, selectorFlags, vaultFlags, waitFlags, writeFlags } from './flags.js'
import { failOnFlag } from './job-flags.js'
import { pathFlag } from './path-flag.js'
import { type PointChoiceFlags, pointChoiceFlags, readPointChoice } from './point-flags.js'
import { type RestoreOptionFlags, readRestoreOptions, restoreOptionFlags } from './restore-option-flags.js'
import type { Runtime } from './runtime.js'
import { readSelection } from './selection.js'

/** Flags of every verb that restores. */
export const restoreFlags = {
  ...selectorFlags,
  from: pathFlag({
    helpValue: '<file>',
    summary:
      'File with the VMs: JSON that azbk printed (status, point list, stagger audit, drill run, an earlier restore), a CSV, or names, one a line',
  }),
  ...pointChoiceFlags,
  ...vaultFlags,
  'staging-account': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '<name|group/name|id>',
    summary:
      'Storage account for the copies, through which one VM goes at a time; repeatable (default: the least used ones that fit)',
  }),
  ...runFlags,
  ...waitFlags,
  ...restoreOptionFlags,
  ...failOnFlag,
  ...writeFlags,
}

export const crossRegionFlag = {
  'cross-region': Flags.boolean({
    summary: 'Restore the copies of the paired region, and there: works while the own region of the vault is down',
  }),
}

/** For the verb that leaves something in storage accounts. */
export const cleanUpFlag = {
  'clean-up': Flags.boolean({
    summary:
      'Remove what the restores leave in the storage accounts, when they are over: with --wait, or of an earlier run with --resume',
  }),
}

/** The values of {@link restoreFlags}, as use cases take them. */
export async function readRestore(flags: RestoreFlags, runtime: Runtime) {
  const {
    vault,
    from,
    journal,
    resume,
    'staging-account': stagingAccount,
    'fail-on': failOn,
    'cross-region': crossRegion,
    'clean-up': cleanUp,
  } = flags
  const choice = { ...readPointChoice(flags), ...readRestoreOptions(flags), ...(await readSelection(flags, runtime)) }
  return { ...choice, vault, from, journal, resume, stagingAccount, failOn, crossRegion, cleanUp }
}

interface RestoreFlags extends SelectorInput, RunInput, PointChoiceFlags, RestoreOptionFlags {
  readonly vault?: string | undefined
  readonly from?: string | undefined
  readonly 'staging-account'?: readonly string[] | undefined
  readonly 'cross-region'?: boolean | undefined
  readonly 'clean-up'?: boolean | undefined
  readonly 'fail-on'?: FailOn | undefined
}
