import { AUTH_MODES } from '../azure/auth-mode.js'
import { CLOUD_NAMES } from '../azure/clouds.js'
import { HOUR_MS } from '../core/clock.js'
import { DURATION_PATTERN, parseDuration } from '../core/duration.js'
import { OUTPUT_FORMATS, type Settings } from './settings.js'

/** One setting that a shared flag, a variable, a file or the az CLI can give. */
export interface SettingRow<T> {
  /** The flag's name; `AZBK_<FLAG>` is its variable and `defaults.<flag>` its place in a file. */
  readonly flag: string
  readonly fallback: T
  /** The value that a text stands for; undefined when it stands for none. */
  readonly parse: (text: string) => T | undefined
  /** What a text must be, to follow "must be". */
  readonly expected: string
  /** JSON Schema of the value in a file; absent when a file may not give it. */
  readonly schema?: Readonly<Record<string, unknown>>
}

type TableKey =
  | 'output'
  | 'query'
  | 'quiet'
  | 'debug'
  | 'color'
  | 'mock'
  | 'mockState'
  | 'cloud'
  | 'armEndpoint'
  | 'auth'
  | 'subscriptions'
  | 'resourceGroup'
  | 'wait'
  | 'timeoutMs'
  | 'dryRun'
  | 'yes'

const TRUE = ['true', '1', 'yes', 'y', 'on']
const FALSE = ['false', '0', 'no', 'n', 'off']

function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase()
  return TRUE.includes(word) ? true : FALSE.includes(word) ? false : undefined
}

const boolean = { parse: parseBoolean, expected: 'true or false' }
const text = { parse: (value: string) => value, expected: 'a text', fallback: null }

function oneOf<const T extends string>(words: readonly T[]) {
  return {
    parse: (value: string) => words.find((word) => word.toLowerCase() === value.toLowerCase()),
    expected: `one of ${words.join(', ')}`,
    schema: { enum: words },
  }
}

/** An address without its trailing slash; tokens are never sent in the clear, so only https will do. */
function parseEndpoint(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined
  const { protocol, search, hash, username } = new URL(value)
  return protocol === 'https:' && !search && !hash && !username ? value.replace(/\/+$/, '') : undefined
}

function parseSubscriptions(value: string): readonly string[] | undefined {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  return names.length > 0 ? names : undefined
}

/**
 * A file may not say `yes`, `dry-run` or `query`: an answer to a question, a rehearsal and a shape of output belong
 * to one run, not to a project.
 */
export const SETTING_TABLE: { readonly [K in TableKey]: SettingRow<Settings[K]> } = {
  subscriptions: {
    flag: 'subscription',
    fallback: [],
    parse: parseSubscriptions,
    expected: 'subscription ids or names, or `all`',
    schema: {
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
      ],
    },
  },
  resourceGroup: { flag: 'resource-group', ...text, schema: { type: 'string', minLength: 1 } },
  cloud: { flag: 'cloud', fallback: 'AzureCloud', ...oneOf(CLOUD_NAMES) },
  armEndpoint: {
    flag: 'arm-endpoint',
    fallback: null,
    parse: parseEndpoint,
    expected: 'an https:// address without a query (tokens are never sent over plain http)',
    schema: { type: 'string', pattern: '^https://[^?#@]+$' },
  },
  auth: { flag: 'auth', fallback: 'auto', ...oneOf(AUTH_MODES) },
  output: { flag: 'output', fallback: 'table', ...oneOf(OUTPUT_FORMATS) },
  query: { flag: 'query', ...text },
  quiet: { flag: 'quiet', fallback: false, ...boolean, schema: { type: 'boolean' } },
  debug: { flag: 'debug', fallback: false, ...boolean, schema: { type: 'boolean' } },
  color: { flag: 'color', fallback: null, ...boolean, schema: { type: 'boolean' } },
  mock: { flag: 'mock', fallback: false, ...boolean, schema: { type: 'boolean' } },
  mockState: { flag: 'mock-state', ...text, schema: { type: 'string', minLength: 1 } },
  wait: { flag: 'wait', fallback: false, ...boolean, schema: { type: 'boolean' } },
  timeoutMs: {
    flag: 'timeout',
    fallback: HOUR_MS,
    parse: parseDuration,
    expected: 'a duration such as 90s, 20m or 2h',
    schema: { type: 'string', pattern: DURATION_PATTERN },
  },
  dryRun: { flag: 'dry-run', fallback: false, ...boolean },
  yes: { flag: 'yes', fallback: false, ...boolean },
}

/** `AZBK_RESOURCE_GROUP` for `resource-group`. */
export function variableOf(flag: string): string {
  return `AZBK_${flag.toUpperCase().replaceAll('-', '_')}`
}
