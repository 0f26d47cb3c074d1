import type { ArmCall } from '../../arm-types.js'
import { isObject, type JsonObject, listOf, numberOf, objectOf, sameName, spell, textOf } from '../../json.js'
import { invalidTemplate } from './errors.js'
import { evaluate, type TemplateFunctions } from './expressions.js'

/** A resource of a template, ready to be put. */
export interface TemplateResource {
  id: string
  type: string
  name: string
  apiVersion: string
  body: JsonObject
  /** Ids of resources of the same template. */
  dependsOn: string[]
}

/** A template with its parameters filled in. */
export interface Template {
  /** In an order in which each comes behind those it depends on. */
  resources: TemplateResource[]
  /** As the wire shows them: secure ones without a value. */
  parameters: JsonObject
  outputs: JsonObject
  functions: TemplateFunctions
}

/** Most resources, copies among them. Source: docs, template limits. */
const MAX_RESOURCES = 800

/**
 * Characters of a template with its copies, parameters and variables filled in. Source: docs, template limits. Without it a
 * few variables of each other grow without end.
 */
const MAX_EXPANDED = 4 * 1024 * 1024

/** Members of a resource that are ARM's, not the provider's. */
const OWN_MEMBERS = ['apiVersion', 'type', 'name', 'dependsOn', 'copy', 'comments']

/** Members that would change what is made, and that the az client does not write. */
const NOT_MODELLED = ['resources', 'condition', 'scope']

/** Reads the properties of a deployment. Knows what the az client writes into templates; all else is InvalidTemplate. */
export function readTemplate(call: ArmCall, properties: JsonObject): Template {
  const { template, parameters } = properties
  if (!isObject(template)) throw invalidTemplate("Required property 'template' not found")
  const values = valuesOf(objectOf(template.parameters), objectOf(parameters))
  const spend = createBudget()
  const functions = functionsOf(call, { values, variables: objectOf(template.variables), spend })
  const rows: JsonObject[] = []
  for (const row of listOf(template.resources)) {
    rows.push(...copiesOf(objectOf(row), functions, spend))
    if (rows.length > MAX_RESOURCES) throw invalidTemplate(`The template has more than ${MAX_RESOURCES} resources`)
  }
  const resources = rows.map((row) => readResource(call, row))
  const linked = resources.map((resource) => ({
    ...resource,
    dependsOn: resource.dependsOn.map((name) => idOfName(resources, name)),
  }))
  return {
    resources: inOrder(linked),
    parameters: shownParameters(objectOf(template.parameters), values),
    outputs: objectOf(template.outputs),
    functions,
  }
}

function valuesOf(declared: JsonObject, sent: JsonObject): Map<string, unknown> {
  const stranger = Object.keys(sent).find((name) => !Object.keys(declared).some((known) => sameName(known, name)))
  if (stranger !== undefined) {
    const known = Object.keys(declared).join(', ')
    throw invalidTemplate(
      `The template parameters '${stranger}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${known}'. Please see https://aka.ms/arm-pass-parameter-values for usage details.`,
    )
  }
  const values = Object.entries(declared).map(([name, row]): [string, unknown] => {
    const [, given] = Object.entries(sent).find(([key]) => sameName(key, name)) ?? []
    const { value = objectOf(row).defaultValue } = objectOf(given)
    if (value !== undefined) return [name.toLowerCase(), value]
    throw invalidTemplate(
      `The value for the template parameter '${name}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.`,
    )
  })
  return new Map(values)
}

/** Counts what a template grows to: gives back what it is told of, until it is too much. */
type Spend = <T>(value: T, times?: number) => T

function createBudget(): Spend {
  let left = MAX_EXPANDED
  return (value, times = 1) => {
    left -= spell(value).length * times
    if (left < 0) throw invalidTemplate(`The template is longer than ${MAX_EXPANDED} characters when it is filled in`)
    return value
  }
}

function functionsOf(
  call: ArmCall,
  names: { values: ReadonlyMap<string, unknown>; variables: JsonObject; spend: Spend },
): TemplateFunctions {
  const { sub = '', rg = '' } = call.params
  const { spend } = names
  const open = new Set<string>()
  const results = new Map<string, unknown>()
  const functions: TemplateFunctions = {
    parameters([name]) {
      const key = spell(name).toLowerCase()
      if (names.values.has(key)) return spend(names.values.get(key))
      throw invalidTemplate(
        `The template parameter '${spell(name)}' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details.`,
      )
    },
    variables([name]) {
      const [key = '', value] = Object.entries(names.variables).find(([one]) => sameName(one, spell(name))) ?? []
      if (results.has(key)) return spend(results.get(key))
      if (open.has(key)) throw invalidTemplate(`The template variable '${key}' refers to itself`)
      if (value !== undefined) {
        open.add(key)
        const result = evaluate(value, functions)
        open.delete(key)
        results.set(key, result)
        return spend(result)
      }
      throw invalidTemplate(
        `The template variable '${spell(name)}' is not found. Please see https://aka.ms/arm-syntax-variables for usage details.`,
      )
    },
    concat: (args) => (args.every(Array.isArray) ? args.flat() : args.map(spell).join('')),
    resourceid: ([type, ...rest]) => idOf({ sub, rg }, spell(type), rest.map(spell).join('/')),
  }
  return functions
}

/** A resource with `copy` stands for several; `copyIndex()` tells them apart. */
function copiesOf(row: JsonObject, functions: TemplateFunctions, spend: Spend): JsonObject[] {
  const { dependsOn: _, ...rest } = row
  if (!isObject(row.copy)) return [{ ...objectOf(evaluate(row, functions)), copy: undefined }]
  const count = numberOf(evaluate(row.copy.count, functions)) ?? -1
  if (count < 0 || count > MAX_RESOURCES) throw invalidTemplate(`The copy count '${count}' is not valid`)
  spend(row, count)
  return Array.from({ length: count }, (_, index) => {
    const indexed: TemplateFunctions = { ...functions, copyindex: ([offset = 0]) => index + Number(spell(offset)) }
    return { ...objectOf(evaluate(rest, indexed)), dependsOn: evaluate(row.dependsOn, indexed) }
  })
}

function readResource(call: ArmCall, row: JsonObject): TemplateResource {
  const [type, name, apiVersion] = [textOf(row.type), textOf(row.name), textOf(row.apiVersion)]
  if (type === undefined || name === undefined || apiVersion === undefined) {
    throw invalidTemplate("Each template resource needs 'type', 'name' and 'apiVersion'")
  }
  if (type.split('/').length !== name.split('/').length + 1) {
    throw invalidTemplate(
      `The template resource '${name}' for type '${type}' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. Please see https://aka.ms/arm-template/#resources for usage details.`,
    )
  }
  const stranger = NOT_MODELLED.find((member) => row[member] !== undefined)
  if (stranger) throw invalidTemplate(`The template resource '${name}' has '${stranger}'`)
  const { sub = '', rg = '' } = call.params
  const body = Object.fromEntries(Object.entries(row).filter(([member]) => !OWN_MEMBERS.includes(member)))
  return {
    id: idOf({ sub, rg }, type, name),
    type,
    name,
    apiVersion,
    body,
    dependsOn: listOf(row.dependsOn).map(spell),
  }
}

/** Types and names take turns: `ns/vnets/subnets`, `a/b` -> `ns/vnets/a/subnets/b`. */
function idOf({ sub, rg }: { sub: string; rg: string }, type: string, name: string): string {
  const [namespace, ...types] = type.split('/')
  const names = name.split('/')
  const path = types.map((part, index) => `${part}/${names[index] ?? ''}`).join('/')
  return `/subscriptions/${sub}/resourceGroups/${rg}/providers/${namespace}/${path}`
}

/** `dependsOn` names a resource by id, by type and name, or by name. */
function idOfName(resources: readonly TemplateResource[], name: string): string {
  const found = resources.find((row) =>
    [row.id, `${row.type}/${row.name}`, row.name].some((known) => sameName(known, name)),
  )
  if (found) return found.id
  throw invalidTemplate(
    `The resource '${name}' is not defined in the template. Please see https://aka.ms/arm-template for usage details.`,
  )
}

function inOrder(resources: readonly TemplateResource[]): TemplateResource[] {
  const done: TemplateResource[] = []
  let left = [...resources]
  while (left.length > 0) {
    const ready = left.filter((row) => row.dependsOn.every((id) => done.some((other) => other.id === id)))
    if (ready.length === 0) {
      throw invalidTemplate(
        `Circular dependency detected on resource: '${left[0]?.id}'. Please see https://aka.ms/arm-template/#resources for usage details.`,
      )
    }
    done.push(...ready)
    left = left.filter((row) => !ready.includes(row))
  }
  return done
}

function shownParameters(declared: JsonObject, values: ReadonlyMap<string, unknown>): JsonObject {
  const shown = Object.entries(declared).map(([name, row]) => {
    const type = textOf(objectOf(row).type) ?? 'String'
    const wireType = WIRE_TYPES.find((known) => sameName(known, type)) ?? type
    return [
      name,
      wireType.startsWith('Secure') ? { type: wireType } : { type: wireType, value: values.get(name.toLowerCase()) },
    ]
  })
  return Object.fromEntries(shown)
}

const WIRE_TYPES = ['String', 'SecureString', 'Int', 'Bool', 'Object', 'SecureObject', 'Array']
