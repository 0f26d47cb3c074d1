import { Flags } from '@oclif/core'
import { AUTH_MODES } from '../azure/auth-mode.js'
import { CLOUD_NAMES } from '../azure/clouds.js'
import { OUTPUT_FORMATS } from '../config/settings.js'
import { parseDuration } from '../core/duration.js'
import { usageError } from '../core/errors.js'
import { pathFlag } from './path-flag.js'

const GLOBAL = 'GLOBAL'

/** Flags of every command. */
export const globalFlags = {
  subscription: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    env: 'AZBK_SUBSCRIPTION',
    helpGroup: GLOBAL,
    helpValue: '<id|all>',
    summary: 'Subscription id; repeatable, or `all`, where a command reads',
  }),
  'resource-group': Flags.string({
    char: 'g',
    env: 'AZBK_RESOURCE_GROUP',
    helpGroup: GLOBAL,
    helpValue: '<name>',
    summary: 'Resource group',
  }),
  output: Flags.option({ options: OUTPUT_FORMATS })({
    char: 'o',
    env: 'AZBK_OUTPUT',
    helpGroup: GLOBAL,
    summary: 'Form of the result on stdout (default: table)',
  }),
  json: Flags.boolean({
    helpGroup: GLOBAL,
    env: 'AZBK_JSON',
    exclusive: ['output'],
    summary: 'The same as --output json',
  }),
  query: Flags.string({
    env: 'AZBK_QUERY',
    helpGroup: GLOBAL,
    helpValue: '<jmespath>',
    summary: 'JMESPath expression on the result, as in az',
  }),
  quiet: Flags.boolean({ env: 'AZBK_QUIET', helpGroup: GLOBAL, summary: 'No progress on stderr' }),
  debug: Flags.boolean({
    env: 'AZBK_DEBUG',
    helpGroup: GLOBAL,
    summary: 'Log each request, without secrets, on stderr',
  }),
  color: Flags.boolean({
    env: 'AZBK_COLOR',
    helpGroup: GLOBAL,
    allowNo: true,
    summary: 'Colour (default: on a terminal)',
  }),
  mock: Flags.boolean({
    env: 'AZBK_MOCK',
    helpGroup: GLOBAL,
    summary: 'Use the offline mock of Azure; no account needed',
  }),
  'mock-state': Flags.string({
    env: 'AZBK_MOCK_STATE',
    helpGroup: GLOBAL,
    helpValue: '<file>',
    summary: "The mock's state file (default: in the state folder)",
  }),
  cloud: Flags.option({ options: CLOUD_NAMES })({ env: 'AZBK_CLOUD', helpGroup: GLOBAL, summary: 'Azure cloud' }),
  'arm-endpoint': Flags.string({
    env: 'AZBK_ARM_ENDPOINT',
    helpGroup: GLOBAL,
    helpValue: '<https url>',
    summary: 'Azure Resource Manager at another address',
  }),
  auth: Flags.option({ options: AUTH_MODES })({
    env: 'AZBK_AUTH',
    helpGroup: GLOBAL,
    summary: 'How to log in (default: auto)',
  }),
}

/** The vault to work in, where a command takes one; without it the vault is chosen (see `chooseVault`). */
export const vaultFlags = {
  vault: Flags.string({
    env: 'AZBK_VAULT',
    helpValue: '<name|group/name|id>',
    summary: "Vault (default: the region's vault of azbk.yaml, else the only vault in the region)",
  }),
}

const SELECTION = 'SELECTION'

/** Which VMs a command works on: by what was typed alone, never by a variable that somebody set long ago; with --resource-group, which selects the VMs of a group (see `selectMachines`). */
export const selectorFlags = {
  vm: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: SELECTION,
    helpValue: '<name|group/name|id|->',
    summary: 'VM; repeatable; `-` reads one per line from standard input',
  }),
  tag: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: SELECTION,
    helpValue: '<key=value>',
    summary: 'VMs with this tag; repeatable, all must hold',
  }),
  all: Flags.boolean({ helpGroup: SELECTION, summary: 'All VMs of the subscription' }),
  shard: Flags.string({
    helpGroup: SELECTION,
    helpValue: '<i/n>',
    summary: 'Only part i of n of the selection, the same VMs in every run',
  }),
}

/** Flags of commands that change something. */
export const writeFlags = {
  'dry-run': Flags.boolean({ env: 'AZBK_DRY_RUN', summary: 'Show the plan and change nothing' }),
  'detailed-exit-code': Flags.boolean({
    env: 'AZBK_DETAILED_EXIT_CODE',
    summary: 'With --dry-run: exit 10 when there is something to change',
  }),
  yes: Flags.boolean({ char: 'y', env: 'AZBK_YES', summary: 'Answer yes to every question; needed off a terminal' }),
  timeout: durationFlag({ env: 'AZBK_TIMEOUT', summary: 'Longest wait, e.g. 90s, 20m, 2h (default: 1h)' }),
}

const RUN = 'RUN'

/** Flags of commands that work on many VMs: the journal of their run (see `withRun`). */
export const runFlags = {
  journal: pathFlag({
    env: 'AZBK_JOURNAL',
    helpGroup: RUN,
    helpValue: '<folder>',
    summary: 'Keep the journal of the run here (default: in the state folder, when there are several VMs)',
  }),
  resume: Flags.string({
    helpGroup: RUN,
    helpValue: '<run|latest>',
    summary: 'Go on with a run that was stopped: its VMs, its choices, nothing twice',
  }),
}

/** Where the journals lie, for commands that only read them. */
export const journalFlag = {
  journal: pathFlag({
    env: 'AZBK_JOURNAL',
    helpValue: '<folder>',
    summary: 'Folder of the journals (default: in the state folder)',
  }),
}

/** Flags of commands that start jobs. */
export const waitFlags = {
  wait: Flags.boolean({
    env: 'AZBK_WAIT',
    allowNo: true,
    summary: 'Follow the job to its end; exit code by its result',
  }),
}

/** A duration such as `90s`, `20m`, `2h`, `1d`, `1h30m`; its value is in milliseconds. */
export function durationFlag(options: { env?: string; exclusive?: string[]; summary: string }) {
  return Flags.custom<number>({
    helpValue: '<duration>',
    parse: async (input) => requireDuration(input),
    ...options,
  })()
}

/** A typed duration in milliseconds; a usage error when it is none. */
export function requireDuration(text: string): number {
  const ms = parseDuration(text)
  if (ms !== undefined) return ms
  throw usageError('INVALID_DURATION', `'${text}' is not a duration.`, [
    'Write a number and a unit: 90s, 20m, 2h, 1d, 1h30m.',
  ])
}
