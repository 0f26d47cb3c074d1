import { Flags } from '@oclif/core'

const SETTINGS = 'SETTINGS'
const KEY = 'ENCRYPTION KEY'

/** Settings of a vault, for create and update. Their values are checked together, so that all mistakes show at once. */
export const vaultSettingFlags = {
  tag: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: SETTINGS,
    helpValue: '<key=value>',
    summary: 'Tag to set; repeatable',
  }),
  redundancy: Flags.string({
    helpGroup: SETTINGS,
    helpValue: '<Locally|Zone|Geo>',
    summary: 'Storage redundancy; fixed once the first item is protected',
  }),
  'cross-region-restore': Flags.boolean({
    allowNo: true,
    helpGroup: SETTINGS,
    summary: 'Restores in the paired region; needs Geo, and cannot be turned off once an item is protected',
  }),
  'soft-delete': Flags.string({
    helpGroup: SETTINGS,
    helpValue: '<Enabled|Disabled|AlwaysON>',
    summary: 'Whether deleted backup data can be brought back; AlwaysON is one-way',
  }),
  'soft-delete-days': Flags.integer({
    helpGroup: SETTINGS,
    helpValue: '<14-180>',
    summary: 'How long deleted backup data can be brought back',
  }),
  immutability: Flags.string({
    helpGroup: SETTINGS,
    helpValue: '<Disabled|Unlocked|Locked>',
    summary: 'Whether backup data can be deleted before it expires; Locked is one-way',
  }),
  'public-network-access': Flags.string({
    helpGroup: SETTINGS,
    helpValue: '<Enabled|Disabled>',
    summary: 'Whether the vault can be reached without a private endpoint',
  }),
  'cross-subscription-restore': Flags.string({
    helpGroup: SETTINGS,
    helpValue: '<Enabled|Disabled|PermanentlyDisabled>',
    summary: 'Restores into other subscriptions; PermanentlyDisabled is one-way',
  }),
  alerts: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: SETTINGS,
    helpValue: '<all|none|alert=on|alert=off>',
    summary:
      'Alerts: job-failures, replication-issues, failover-issues, classic-critical, classic-site-recovery-email; repeatable',
  }),
  'resource-guard': Flags.string({
    helpGroup: SETTINGS,
    helpValue: '<id|none>',
    summary: 'Resource guard whose owner must approve guarded writes; none removes it, with approval',
  }),
  identity: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: KEY,
    helpValue: '<system|id>',
    summary: 'Identity to give the vault: its own, or a user-assigned one; repeatable',
  }),
  'encryption-key': Flags.string({
    helpGroup: KEY,
    helpValue: '<key uri>',
    summary: 'Own encryption key (CMK); one-way, and only before the first item',
  }),
  'encryption-identity': Flags.string({
    helpGroup: KEY,
    helpValue: '<system|id>',
    summary: 'Identity of the vault that reads the key',
  }),
  'infrastructure-encryption': Flags.boolean({
    helpGroup: KEY,
    summary: 'Encrypt twice; only together with the first key',
  }),
}
