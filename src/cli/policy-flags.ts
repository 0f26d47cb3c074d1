import { Flags } from '@oclif/core'
import { TEMPLATE_NAMES } from '../model/policy-templates.js'
import { pathFlag } from './path-flag.js'

/** Flags of every policy command. */
export const policyVaultFlags = {
  vault: Flags.string({
    env: 'AZBK_VAULT',
    helpValue: '<name|group/name|id>',
    summary: 'Vault (default: the only vault of the subscription or group)',
  }),
}

/** The policy that a command is about. */
export const policyNameFlags = {
  name: Flags.string({ char: 'n', required: true, helpValue: '<policy>', summary: 'Policy' }),
  ...policyVaultFlags,
}

const START = 'CONTENT'
const SCHEDULE = 'SCHEDULE'
const RETENTION = 'RETENTION'
const STORAGE = 'STORAGE'

const text = (helpGroup: string, helpValue: string, summary: string) => Flags.string({ helpGroup, helpValue, summary })
const integer = (helpGroup: string, helpValue: string, summary: string) =>
  Flags.integer({ helpGroup, helpValue, summary })
const words = (helpGroup: string, helpValue: string, summary: string) =>
  Flags.string({ helpGroup, helpValue, summary, multiple: true, multipleNonGreedy: true, delimiter: ',' })

/** What a policy says: a file or a template, and settings over it. Rules are checked together, not flag by flag. */
export const policyContentFlags = {
  file: pathFlag({
    helpGroup: START,
    helpValue: '<policy.yaml>',
    exclusive: ['template'],
    summary: 'Start from a policy file (docs/policy.md)',
  }),
  template: Flags.option({ options: TEMPLATE_NAMES })({ helpGroup: START, summary: "Start from a tier's template" }),
  kind: Flags.option({ options: ['standard', 'enhanced'] as const })({
    helpGroup: START,
    summary: 'Kind; it never changes later (default: enhanced)',
  }),
  consistency: Flags.option({ options: ['app', 'crash'] as const })({
    helpGroup: START,
    summary: 'app: application-consistent where the VM allows; crash: agentless (enhanced only)',
  }),
  frequency: Flags.option({ options: ['hourly', 'daily', 'weekly'] as const })({
    helpGroup: SCHEDULE,
    summary: 'How often; hourly is enhanced only (default: daily)',
  }),
  start: text(
    SCHEDULE,
    '<HH:MM>',
    'Start, or start of the hourly window; on the hour or the half hour (default: 22:00; hourly 08:00)',
  ),
  every: integer(SCHEDULE, '<4|6|8|12>', 'Hours between hourly backups (default: 4)'),
  window: integer(SCHEDULE, '<hours>', 'Length of the hourly window, a multiple of --every (default: 24)'),
  days: words(SCHEDULE, '<Sunday,...>', 'Days of a weekly schedule'),
  'time-zone': text(SCHEDULE, '<zone>', 'Windows or IANA name, e.g. Europe/Berlin (default: UTC)'),
  'keep-daily': integer(
    RETENTION,
    '<days>',
    'Days that every point is kept; 0 = no such rule, as for the others (default: 30)',
  ),
  'keep-weekly': integer(RETENTION, '<weeks>', 'Weeks that weekly points are kept'),
  'keep-weekly-on': words(
    RETENTION,
    '<Sunday,...>',
    'Days of weekly points (default: Sunday, or the days of the schedule)',
  ),
  'keep-monthly': integer(RETENTION, '<months>', 'Months that monthly points are kept'),
  'keep-monthly-on': text(
    RETENTION,
    '<when>',
    "'First Sunday', 'Last Friday', or days: 1,15,last (default: First Sunday)",
  ),
  'keep-yearly': integer(RETENTION, '<years>', 'Years that yearly points are kept'),
  'keep-yearly-on': text(RETENTION, '<when>', 'As --keep-monthly-on'),
  'keep-yearly-in': words(RETENTION, '<January,...>', 'Months of yearly points (default: January)'),
  'instant-restore-days': integer(
    STORAGE,
    '<days>',
    'Days that snapshots stay for a fast restore (default: 7; standard 2, weekly 5)',
  ),
  'snapshot-group-prefix': text(STORAGE, '<name>', 'Resource group of snapshots: prefix + number + suffix'),
  'snapshot-group-suffix': text(STORAGE, '<name>', 'See --snapshot-group-prefix'),
  archive: text(
    STORAGE,
    '<never|recommended|90d|3m>',
    'When monthly and yearly points go to the archive tier (enhanced only)',
  ),
}

/** Whether the effect on recovery points is read from Azure. */
export const policyPointsFlag = {
  points: Flags.boolean({ summary: 'Name the recovery points that would go: reads those of each VM on the policy' }),
}
