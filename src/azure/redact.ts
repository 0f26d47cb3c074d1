/** What is written in place of a secret. */
const HIDDEN = 'REDACTED'

const PLAIN_QUERY_KEYS = new Set(['api-version', '$filter', '$expand', '$top', 'statusonly', 'monitor'])

/** The address with every query value hidden that is not known to be harmless (signatures, paging tokens, SAS). */
export function redactUrl(url: string): string {
  const [path = '', query] = url.replace(/^(\w+:\/\/)[^/?#]*@/, '$1').split('?', 2)
  if (query === undefined) return path
  const pairs = query.split('&').map((pair) => {
    const key = pair.split('=', 1)[0] ?? ''
    return PLAIN_QUERY_KEYS.has(decoded(key).toLowerCase()) ? pair : `${key}=${HIDDEN}`
  })
  return `${path}?${pairs.join('&')}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Members whose values are secrets wherever they stand, with all that is inside of them. */
const SECRET_MEMBER =
  /token|secret|password|passwd|passphrase|signature|credential|cookie|securityPin|connectionString|protected(Settings|Parameters)|(account|access|storage|shared|primary|secondary|private|public|api)_?key$|^(authorization|script|clientScripts|scriptContent|commandToExecute|customData|userData|pin|pwd|key[12])$/i

/** `SAS` as a word of its own: `blobSasKey`, `sas_uri`, `accessSAS`; not `disaster`. */
const SAS_WORD = /(^|_)sas($|_|[A-Z])|[a-z\d](Sas|SAS)($|_|[A-Z\d])|^SAS/

/** Operations whose whole answer is a secret. */
const SECRET_ANSWER =
  /\/(list\w*(keys|sas|secrets?|credentials?)|regenerate\w*keys?|beginGetAccess|backupSecurityPIN|token)\/?(\?|$)/i

export interface SecretText {
  /** The request's address: some operations answer with nothing but secrets. */
  readonly url: string
  readonly text: string
}

/** A JSON text as a value without its secrets, null for no text; what is not JSON is hidden: nobody can tell what it holds. */
export function withoutSecrets({ url, text }: SecretText): unknown {
  if (text === '') return null
  try {
    return redact(JSON.parse(text), SECRET_ANSWER.test(url))
  } catch {
    return HIDDEN
  }
}

function redact(value: unknown, isSecret: boolean): unknown {
  if (typeof value === 'string') return isSecret && value !== '' ? HIDDEN : redactText(value)
  if (typeof value === 'number') return isSecret ? 0 : value
  if (Array.isArray(value)) return value.map((part) => redact(part, isSecret))
  if (typeof value !== 'object' || value === null) return value
  const named = isSecret || namesSecret(value)
  const members = Object.entries(value).map(([key, member]) => [
    redactText(key),
    redact(member, isSecret || isSecretMember(key) || (named && key === 'value')),
  ])
  return Object.fromEntries(members)
}

function isSecretMember(key: string): boolean {
  return SECRET_MEMBER.test(key) || SAS_WORD.test(key)
}

/** `{"name": "adminPassword", "value": ...}`, and `{"keyName": "key1", "value": ...}` of storage accounts. */
function namesSecret(value: object): boolean {
  const { name, key } = value as { name?: unknown; key?: unknown }
  return 'keyName' in value || [name, key].some((text) => typeof text === 'string' && isSecretMember(text))
}

/** Secrets that are known by their form, in the middle of any text. */
const SECRET_FORMS = [
  // Signed tokens.
  /\beyJ[\w-]{6,}(\.[\w-]*)*/g,
  /\bBearer\s+[^\s"',;]+/gi,
  // 32 and 64 bytes in base64: signatures and storage keys.
  /(?<![A-Za-z\d+/])(?:[A-Za-z\d+/]{43}=|[A-Za-z\d+/]{86}==)(?!=)/g,
  /(?<=(?:key|secret|token|assertion|signature|password|\bpwd|\bsig)=)[^;&\s"']+/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g,
]

function redactText(text: string): string {
  return redactNested(text) ?? redactPlain(text)
}

/** Errors of providers and logs of deployments come as JSON in a text. */
function redactNested(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.stringify(redact(JSON.parse(text), false))
  } catch {
    return undefined
  }
}

function redactPlain(text: string): string {
  const addresses = text.replace(/\b[a-z][a-z\d+.-]*:\/\/[^\s"'<>\\]+/gi, redactUrl)
  return SECRET_FORMS.reduce((rest, form) => rest.replace(form, HIDDEN), addresses)
}
