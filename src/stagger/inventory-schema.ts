import { TEMPLATE_NAMES } from '../model/policy-templates.js'
import { policyFileSchema } from '../policies/file-schema.js'

type Schema = Readonly<Record<string, unknown>>

/** What may be the matter with a VM's protection; all but the first are left out of plans. */
export const INVENTORY_STATES = ['protected', 'stopped', 'suspended', 'deleted', 'broken'] as const
export type InventoryState = (typeof INVENTORY_STATES)[number]

const text: Schema = { type: 'string', minLength: 1 }
const number: Schema = { type: 'number' }

function described(schema: Schema, description: string): Schema {
  return { ...schema, description }
}

/** An object whose members but the first ones may be left out. */
function closed(required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', additionalProperties: false, required, properties }
}

function listOf(items: Schema, description: string): Schema {
  return { type: 'array', items, description }
}

const window = described(
  text,
  'When backups may start, both ends included: HH:MM-HH:MM and a time zone (default: UTC).',
)

const vault = closed(['name'], {
  name: text,
  subscription: described(text, 'Default: all vaults are of one subscription.'),
  region: described(text, 'e.g. westeurope. Default: all vaults are in one region.'),
  policies: described(number, 'Policies in the vault, other workloads included (default: those of this file).'),
  otherItems: described(number, 'Protected items that are not in this file (default: 0).'),
})

const tier = closed(['name'], {
  name: text,
  template: described({ enum: TEMPLATE_NAMES }, 'The policy template that the tier starts from (default: standard).'),
  policy: { ...bare(policyFileSchema()), description: 'The policy of the tier itself, in place of a template.' },
  window,
  rpo: described(text, 'Data that may be lost, e.g. 24h.'),
})

const policy = closed(['vault', 'name'], {
  vault: text,
  name: text,
  spec: { ...bare(policyFileSchema()), description: 'What the policy says, as in a policy file.' },
  tier: described(text, 'In place of a spec: the policy of this tier (default: standard).'),
  start: described(
    text,
    'When it starts: `22:00`, `Sunday Wednesday 22:00`, `every 4 h from 08:00 for 12 h` (default: the time in its name, e.g. standard-2230).',
  ),
  timeZone: described(text, "A Windows or IANA time zone (default: the tier's)."),
})

const disk = closed(['sizeGb'], {
  sizeGb: number,
  usedGb: described(number, 'Data on it.'),
  churnPerDay: described(number, 'Part of the data that changes in a day, 0 to 1.'),
  storageAccount: described(text, 'Of an unmanaged disk. A managed disk has none.'),
})

const machine = closed(['name', 'vault'], {
  name: text,
  id: described(
    text,
    'What tells it from others of its name, e.g. its resource id (default: group/name, or its name).',
  ),
  resourceGroup: text,
  vault: described(text, 'The vault that protects it, or is to.'),
  tier: described(text, 'Default: standard.'),
  policy: described(text, 'Its policy in the vault; none: it has none yet.'),
  window,
  pinned: described({ type: 'boolean' }, 'Stays with its policy.'),
  firstBackup: described(
    { type: 'boolean' },
    'Its first backup is still to come (default: true without a policy, else false).',
  ),
  cloudService: described(text, 'The cloud service of a classic VM.'),
  state: described({ enum: INVENTORY_STATES }, 'Default: protected.'),
  disks: listOf(disk, 'The disks that are backed up.'),
})

/** What an inventory in JSON may hold: the shape of it. Published as `schemas/inventory.schema.json`. */
export function inventorySchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Inventory of azbk',
    description: 'An estate of protected VMs for `azbk stagger plan --inventory`: planned without any Azure.',
    ...closed(['vaults', 'machines'], {
      $schema: text,
      vaults: listOf(vault, 'The vaults.'),
      tiers: listOf(tier, 'Tiers beside those of azbk.yaml, or in place of them.'),
      policies: listOf(policy, 'The policies for VMs that the vaults have.'),
      machines: listOf(machine, 'The VMs.'),
    }),
  }
}

function bare({ $schema: _, title: __, ...schema }: Schema): Schema {
  return schema
}
