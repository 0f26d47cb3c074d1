import { checkYaml, type Path, type Place } from '../core/yaml-check.js'
import type { TemplateName } from '../model/policy-templates.js'
import { fileSchema } from './file-schema.js'

/** What a configuration file says, after the check against its schema. */
export interface ConfigFile {
  readonly defaults?: Readonly<Record<string, string | boolean | readonly string[]>>
  readonly vaults?: Readonly<Record<string, string>>
  readonly tiers?: Readonly<Record<string, ConfigTier>>
  readonly rules?: readonly ConfigRule[]
  readonly limits?: string
}

export interface ConfigTier {
  readonly template?: TemplateName
  readonly window?: string
  readonly timeZone?: string
  readonly rpo?: string
  readonly rto?: string
}

export interface ConfigRule {
  readonly tier: string
  readonly tag?: string
  readonly group?: string
  readonly name?: string
}

/** One mistake in a file. */
export interface ConfigProblem extends Place {
  readonly file: string
  readonly message: string
}

export interface CheckedFile {
  readonly file: string
  readonly content: ConfigFile
  readonly problems: readonly ConfigProblem[]
  /** Where a key or a list item stands, e.g. `['defaults', 'output']`. */
  readonly placeOf: (path: Path) => Place
}

/** Reads the text of a configuration file and finds every mistake in it. */
export async function checkConfigFile(file: string, text: string): Promise<CheckedFile> {
  const { content, problems, placeOf } = await checkYaml(text, { schema: fileSchema(), hint })
  return {
    file,
    content: problems.length > 0 ? {} : ((content ?? {}) as ConfigFile),
    problems: problems.map(({ line, column, message }) => ({ file, line, column, message })),
    placeOf,
  }
}

function hint(path: Path, keyword: 'pattern' | 'anyOf'): string {
  if (keyword === 'anyOf') {
    return path[0] === 'rules' ? 'needs a condition: tag, group or name' : 'must be a text or a list of texts'
  }
  switch (path.at(-1)) {
    case 'window':
      return 'write HH:MM-HH:MM with two times, e.g. 22:00-04:00'
    case 'arm-endpoint':
      return 'write an https:// address without a query; tokens are never sent over plain http'
    case 'tag':
      return 'write key=value, or a key alone'
    default:
      return 'write a number and a unit, e.g. 90m, 24h, 7d'
  }
}
