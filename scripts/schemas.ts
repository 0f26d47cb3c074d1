import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CompletedConfig,
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  type Schema,
  SchemaGenerator,
} from 'ts-json-schema-generator'
import ts from 'typescript'
import { SCHEMA_VERSION } from '../src/cli/output.js'
import { fileSchema } from '../src/config/file-schema.js'
import { policyFileSchema } from '../src/policies/file-schema.js'
import { limitsFileSchema } from '../src/slots/limits-file.js'
import { inventorySchema } from '../src/stagger/inventory-schema.js'

const root = join(import.meta.dirname, '..')

/** File name below `schemas/` -> JSON Schema: one for each command's document on stdout, `error`, and `azbk.yaml`. */
export function generateSchemas(): Map<string, string> {
  const config: CompletedConfig = {
    ...DEFAULT_CONFIG,
    path: join(root, 'commands/**/*.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    skipTypeCheck: true,
    expose: 'export',
    topRef: false,
    jsDoc: 'basic',
    sortProps: false,
  }
  const program = createProgram(config)
  const generator = new SchemaGenerator(program, createParser(program, config), createFormatter(config), config)
  const schemas = new Map([
    ['azbk-yaml.schema.json', toText(fileSchema())],
    ['limits-file.schema.json', toText(limitsFileSchema())],
    ['policy-file.schema.json', toText(policyFileSchema())],
    ['inventory.schema.json', toText(inventorySchema())],
    ['error.schema.json', document('What a command prints on stdout when it fails', ERROR)],
  ])
  for (const file of readdirSync(join(root, 'commands'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue
    const source = program.getSourceFile(join(root, 'commands', file))
    const result = source && resultType(source)
    if (!result) throw new Error(`commands/${file} does not say its result: class ... extends BaseCommand<SomeResult>`)
    const { $schema: _, definitions, ...schema } = generator.createSchemaFromNodes([result])
    const id = file.replace(/\.ts$/, '').split(/[\\/]/)
    schemas.set(
      `${id.join('-')}.schema.json`,
      document(`What \`azbk ${id.join(' ')} --output json\` prints on stdout`, { result: schema }, definitions),
    )
  }
  return schemas
}

const ERROR: Record<string, Schema> = {
  error: {
    type: 'object',
    properties: {
      code: { type: 'string', description: 'Stable upper-case word for scripts to match on' },
      message: { type: 'string' },
      suggestions: { type: 'array', items: { type: 'string' }, description: 'What to type or do next, best first' },
      details: { type: 'object', description: "Facts worth keeping, such as Azure's code and request id" },
    },
    required: ['code', 'message', 'suggestions', 'details'],
    additionalProperties: false,
  },
}

/** The envelope that src/cli/output.ts and src/cli/error-output.ts print. */
function document(description: string, body: Record<string, Schema>, definitions?: Schema['definitions']): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    description,
    type: 'object',
    properties: {
      schemaVersion: { const: SCHEMA_VERSION },
      ...body,
      warnings: { type: 'array', items: { type: 'string' } },
    },
    required: ['schemaVersion', ...Object.keys(body), 'warnings'],
    additionalProperties: false,
    ...(definitions && Object.keys(definitions).length > 0 ? { definitions } : {}),
  }
  return toText(schema)
}

function toText(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`
}

/** `SomeResult` of `class X extends BaseCommand<SomeResult>`. */
function resultType(source: ts.SourceFile): ts.TypeNode | undefined {
  const classes = source.statements.filter(ts.isClassDeclaration)
  return classes.flatMap((node) => node.heritageClauses?.flatMap(({ types }) => types[0]?.typeArguments ?? []) ?? [])[0]
}
