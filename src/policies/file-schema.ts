import { MONTHS, WEEKDAYS, WEEKS_OF_MONTH } from '../model/policy.js'

type Schema = Readonly<Record<string, unknown>>

function closed(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key))
  return { type: 'object', additionalProperties: false, properties, ...(required.length > 0 && { required }) }
}

function described(schema: Schema, description: string): Schema {
  return { ...schema, description }
}

/** Forms told apart by one key. */
function oneOf(tag: string, forms: readonly Schema[]): Schema {
  return { type: 'object', discriminator: { propertyName: tag }, oneOf: forms }
}

const number: Schema = { type: 'number' }
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const weekdays = listOf({ enum: WEEKDAYS })
const time = described({ type: 'string' }, 'Wall-clock start in timeZone, HH:MM, on the hour or the half hour.')

const schedule = oneOf('frequency', [
  closed({
    frequency: { const: 'hourly' },
    intervalHours: described(number, 'Hours between backups: 4, 6, 8 or 12.'),
    windowStart: time,
    windowHours: described(number, 'Length of the window: a multiple of intervalHours from 4 to 24.'),
  }),
  closed({ frequency: { const: 'daily' }, time }),
  closed({ frequency: { const: 'weekly' }, days: weekdays, time }),
])

const on = oneOf('form', [
  closed({ form: { const: 'absolute' }, days: listOf({ anyOf: [{ type: 'number' }, { const: 'last' }] }) }),
  closed({ form: { const: 'relative' }, weeks: listOf({ enum: WEEKS_OF_MONTH }), days: weekdays }),
])

const retention = closed(
  {
    daily: described(closed({ count: number }), 'Days that every point is kept.'),
    weekly: described(closed({ count: number, days: weekdays }), 'Weeks that points of these days are kept.'),
    monthly: described(closed({ count: number, on }), 'Months that points of these days are kept.'),
    yearly: described(
      closed({ count: number, months: listOf({ enum: MONTHS }), on }),
      'Years that points of these days are kept.',
    ),
  },
  ['daily', 'weekly', 'monthly', 'yearly'],
)

/**
 * What a policy file may hold: the shape of it. Numbers and times are judged by the policy rules, which know the reasons.
 * Published as `schemas/policy-file.schema.json`.
 */
export function policyFileSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Policy file of azbk',
    description: 'A backup policy for Azure VMs: what `azbk policy create --file` reads and `azbk policy show` prints.',
    ...closed(
      {
        kind: described({ enum: ['standard', 'enhanced'] }, 'Default: enhanced. A policy never changes its kind.'),
        schedule,
        retention,
        instantRestoreDays: described(
          number,
          'Days that snapshots stay for a fast restore. Default: 7; standard 2, or 5 when weekly.',
        ),
        snapshotGroup: described(
          closed({ prefix: { type: 'string' }, suffix: { type: 'string' } }, ['suffix']),
          'Resource group of the snapshots: prefix, a number, suffix. Default: a group of Azure Backup.',
        ),
        timeZone: described({ type: 'string' }, 'A Windows or IANA time zone. Default: UTC.'),
        archive: oneOf('mode', [
          closed({ mode: { const: 'recommended' } }),
          closed({ mode: { const: 'after' }, duration: number, unit: { enum: ['days', 'weeks', 'months', 'years'] } }),
        ]),
        consistency: described(
          { enum: ['app', 'crash'] },
          'app (default): application-consistent where the VM allows. crash: agentless, crash-consistent points only.',
        ),
      },
      ['kind', 'instantRestoreDays', 'snapshotGroup', 'timeZone', 'archive', 'consistency'],
    ),
  }
}
