import type { OutputFormat } from '../config/settings.js'
import { AzbkError, toAzbkError, usageError } from '../core/errors.js'
import { renderAdvice } from '../view/format.js'
import { paint, type Style } from '../view/style.js'
import { SCHEMA_VERSION } from './output.js'
import { parserMessage } from './parser-message.js'

/** Any thrown value as an AzbkError; what oclif's parser throws is a usage error. */
export function commandError(error: unknown): AzbkError {
  if (error instanceof AzbkError) return asThrown(error)
  if (error instanceof Error && isParserError(error)) {
    return usageError('INVALID_USAGE', parserMessage(error.message), ['Add --help to see what the command takes.'])
  }
  return toAzbkError(error)
}

/** oclif writes its own words around the message of what our flags throw while it parses. */
function asThrown(error: AzbkError): AzbkError {
  if (/^Parsing --/.test(error.message)) error.message = parserMessage(error.message)
  return error
}

/** oclif's parser errors carry the parse they stopped at; the class exists once per module graph. */
function isParserError(error: Error): boolean {
  return 'parse' in error || error.constructor.name === 'CLIError'
}

/** The error as one JSON or YAML document for stdout. A closed, small shape: nothing is spread. */
export async function formatErrorDocument(
  error: AzbkError,
  format: OutputFormat,
  warnings: readonly string[],
): Promise<string> {
  const { code, message, suggestions, details } = error
  const document = { schemaVersion: SCHEMA_VERSION, error: { code, message, suggestions, details }, warnings }
  if (format === 'yaml') return (await import('yaml')).stringify(document)
  return `${JSON.stringify(document, null, 2)}\n`
}

/** The error as lines for stderr. */
export function formatErrorText(error: AzbkError, style: Style, debug: boolean): string {
  const next = renderAdvice(error.suggestions, error.suggestions.length)
  const lines = [`${paint(style, 'bad', 'Error:')} ${error.message}${next}`]
  const { azureCode, requestId } = error.details
  const facts = [`code ${error.code}`, azureCode && `Azure code ${azureCode}`, requestId && `request id ${requestId}`]
  lines.push(paint(style, 'dim', `(${facts.filter(Boolean).join(', ')})`))
  if (debug || error.kind === 'bug') lines.push(String((error.cause as Error | undefined)?.stack ?? error.stack ?? ''))
  return `${lines.join('\n')}\n`
}
