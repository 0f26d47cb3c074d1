import { DURATION_PATTERN } from '../core/duration.js'
import { TEMPLATE_NAMES } from '../model/policy-templates.js'
import { SETTING_TABLE } from './setting-table.js'
import { LIMIT_PROFILES } from './settings.js'

type Schema = Readonly<Record<string, unknown>>

/** Not the same time twice: nobody knows whether that is a moment or a day. */
const WINDOW = '^(?!(.*)-\\1$)([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d$'

const text: Schema = { type: 'string', minLength: 1 }

function closed(properties: Readonly<Record<string, Schema>>, extra: Schema = {}): Schema {
  return { type: 'object', additionalProperties: false, properties, ...extra }
}

function described(schema: Schema, description: string): Schema {
  return { ...schema, description }
}

const tier = closed({
  template: described({ enum: TEMPLATE_NAMES }, 'The policy template that the tier starts from.'),
  window: described(
    { type: 'string', pattern: WINDOW },
    'When backups of this tier may start, HH:MM-HH:MM in timeZone, both ends included.',
  ),
  timeZone: described(text, 'A Windows or IANA time zone, e.g. Europe/Berlin.'),
  rpo: described({ type: 'string', pattern: DURATION_PATTERN }, 'Data that may be lost, e.g. 24h.'),
  rto: described({ type: 'string', pattern: DURATION_PATTERN }, 'Time that the VM may be down, e.g. 8h.'),
})

const rule = closed(
  {
    tier: described(text, 'The tier that VMs get when every condition of this rule holds.'),
    tag: described({ type: 'string', pattern: '^[^=]+(=.*)?$' }, 'A tag as key=value, or a key alone for any value.'),
    group: described(text, "The VM's resource group."),
    name: described(text, "A pattern for the VM's name; * stands for any text."),
  },
  { required: ['tier'], anyOf: [{ required: ['tag'] }, { required: ['group'] }, { required: ['name'] }] },
)

/** What `azbk.yaml` and the user file may say. Published as `schemas/azbk-yaml.schema.json`. */
export function fileSchema(): Schema {
  const flags = Object.values(SETTING_TABLE).flatMap((row) => (row.schema ? [[row.flag, row.schema] as const] : []))
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'azbk.yaml',
    description: 'Settings of azbk for a project or a user.',
    ...closed({
      defaults: described(closed(Object.fromEntries(flags)), 'Values of flags that are not given otherwise.'),
      vaults: described(
        { type: 'object', additionalProperties: text },
        'Region -> vault name, group/name or resource id.',
      ),
      tiers: described(
        { type: 'object', additionalProperties: tier },
        'Tiers by name; critical, standard and dev are built in.',
      ),
      rules: described({ type: 'array', items: rule }, 'Which VMs get which tier; the first rule that matches wins.'),
      limits: described(
        text,
        `Which guards of staggering count: ${LIMIT_PROFILES.join(' or ')}, or a limits file, relative to this one.`,
      ),
    }),
  }
}
