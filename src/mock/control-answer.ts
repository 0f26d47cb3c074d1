import { AzbkError } from '../core/errors.js'

/** The JSON of an answer of the control API; undefined for an empty one. Throws MOCK_REFUSED (exit 6) for a refusal. */
export function readAnswer(status: number, text: string): unknown {
  const body = text === '' ? undefined : JSON.parse(text)
  if (status < 400) return body
  const { code, message } = (body as { error?: { code?: string; message?: string } } | undefined)?.error ?? {}
  throw new AzbkError({
    code: 'MOCK_REFUSED',
    exit: 'refused',
    message: `The mock refused: ${message ?? `HTTP ${status}`}`,
    details: { status, ...(code === undefined ? {} : { mockCode: code }) },
  })
}
