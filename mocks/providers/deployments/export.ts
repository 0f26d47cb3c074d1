import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'
import { compact, listOf, objectOf, sameName, spell } from '../../json.js'
import { vaultBody } from '../recovery-services/state.js'
import { requireGroup } from '../resources/groups.js'
import { type ResourceRecord, resourceTables } from '../resources/tables.js'

const SCHEMA = 'https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#'
/** The version of every resource in the template. */
const API_VERSION = '2024-04-01'

/** POST exportTemplate of a group: a template of the resources asked for, or of all. */
export function exportTemplate(ctx: MockContext, call: ArmCall): ArmReply {
  const group = requireGroup(ctx, call)
  const asked = listOf(call.body.resources).map(spell)
  const options = spell(call.body.options ?? '').toLowerCase()
  const inGroup = resourceTables(ctx).flatMap(({ type, rows }) =>
    Object.values(rows)
      .filter((row) => sameName(row.group, group.name) && sameName(row.subscriptionId, group.subscriptionId))
      .map((row) => ({ row, type })),
  )
  const wanted = asked.includes('*')
    ? inGroup
    : asked.map((id) => inGroup.find(({ row }) => sameName(row.id, id)) ?? notInGroup(id, group.name))
  const exported = wanted.map(({ row, type }) => exportResource(ctx, { row, type, options }))
  const template = {
    $schema: SCHEMA,
    contentVersion: '1.0.0.0',
    parameters: Object.fromEntries(exported.flatMap(({ parameter }) => parameter)),
    variables: {},
    resources: exported.map(({ resource }) => resource),
  }
  return { status: 200, body: { template } }
}

/** What a PUT would take, and the parameter that holds the name unless names are to stay. */
function exportResource(
  ctx: MockContext,
  { row, type, options }: { row: ResourceRecord; type: string; options: string },
) {
  const vault = ctx.state.backup.vaults[row.id.toLowerCase()]
  const { location, tags, sku, kind, zones, identity, ...body } = vault ? vaultBody(vault) : objectOf(row)
  const { provisioningState: _, ...properties } = objectOf(body.properties)
  const hasPlainName = options.includes('skipresourcenameparameterization') || options.includes('skipallparameter')
  const name = `${type.split('/')[1]}_${row.name.replaceAll(/\W/g, '_')}_name`
  const value = options.includes('includeparameterdefaultvalue') ? { defaultValue: row.name } : {}
  return {
    parameter: hasPlainName ? [] : [[name, { ...value, type: 'String' }]],
    resource: compact({
      type,
      apiVersion: API_VERSION,
      name: hasPlainName ? row.name : `[parameters('${name}')]`,
      location,
      tags,
      sku,
      kind,
      zones,
      identity,
      properties,
    }),
  }
}

function notInGroup(id: string, group: string): never {
  const [type = '', name = ''] = id.split('/providers/')[1]?.split(/\/(?=[^/]*$)/) ?? []
  throw resourceNotFound(type, name, group)
}
