import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactUrl, withoutSecrets } from '../../../src/azure/redact.js'
import { recordingClient } from '../../../src/azure/traffic.js'
import { systemClock } from '../../../src/core/clock.js'

const VAULT =
  'https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v'

interface Traffic {
  readonly url?: string
  readonly request?: unknown
  readonly response?: unknown
  readonly sent?: Readonly<Record<string, string>>
  readonly answered?: Readonly<Record<string, string>>
}

/** What the file holds after one exchange. */
async function recorded({ url = VAULT, request, response, sent = {}, answered = {} }: Traffic): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'azbk redact '))
  const file = join(folder, 'traffic.jsonl')
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  const live = recordingClient(
    {
      sendRequest: async (asked) => ({
        request: asked,
        status: 200,
        headers: createHttpHeaders(answered),
        ...(response === undefined ? {} : { bodyAsText: text(response) }),
      }),
    },
    { file, clock: systemClock },
  )
  const asked = createPipelineRequest({ url, method: 'POST', headers: createHttpHeaders(sent) })
  if (request !== undefined) asked.body = text(request)
  try {
    await live.sendRequest(asked)
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const letters = (alphabet: string, length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((parts) => parts.join(''))
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE64_URL = `${BASE64.slice(0, 62)}-_`

/** Secrets that nobody names: they are known by their form. */
const formed = fc.oneof(
  letters(BASE64_URL, 60).map((text) => ({ secret: text, text: `eyJ${text}.${text}.${text}` })),
  letters(BASE64, 86).map((text) => ({ secret: text, text: `${text}==` })),
  letters(BASE64, 43).map((text) => ({ secret: text, text: `${text}=` })),
  letters(BASE64_URL, 20).map((text) => ({ secret: text, text: `Bearer ${text}` })),
  letters(BASE64_URL, 20).map((text) => ({
    secret: text,
    text: `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${text};EndpointSuffix=core.windows.net`,
  })),
  letters(BASE64_URL, 20).map((text) => ({
    secret: text,
    text: `https://stage.blob.core.windows.net/vhds/x.vhd?sv=2024-11-04&se=2026&sig=${text}&sp=r`,
  })),
  letters(BASE64_URL, 20).map((text) => ({ secret: text, text: `https://user:${text}@contoso.example/x` })),
  letters(BASE64, 64).map((text) => ({
    secret: text,
    text: `-----BEGIN RSA PRIVATE KEY-----\n${text}\n-----END RSA PRIVATE KEY-----`,
  })),
)

/** Names under which Azure and its clients carry secrets. */
const secretName = fc.constantFrom(
  ...['accessToken', 'accessTokenString', 'access_token', 'refreshToken', 'token', 'client_secret', 'clientSecret'],
  ...['adminPassword', 'password', 'securityPIN', 'signature', 'accountSasToken', 'blobSasKey', 'accessSAS', 'sasUri'],
  ...['scriptContent', 'script', 'commandToExecute', 'customData', 'userData', 'protectedSettings', 'Authorization'],
  ...['accountKey', 'primaryKey', 'secondaryKey', 'primaryAccessKey', 'storageAccountKey', 'sharedKey', 'privateKey'],
  ...['connectionString', 'primaryConnectionString', 'key1', 'credentials', 'set-cookie', 'sshPublicKey'],
)

/** A JSON value with `leaf` somewhere inside. */
const around = (leaf: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.tuple(fc.constantFrom('properties', 'value', 'error', 'details'), tie('node')).map(([key, inside]) => ({
        id: '/subscriptions/s',
        [key]: inside,
      })),
      fc.tuple(fc.jsonValue(), tie('node')).map(([other, inside]) => [other, inside]),
    ),
  })).node

describe('a recorded exchange', () => {
  it('holds no secret that is known by its form, wherever it stands', () =>
    fc.assert(
      fc.asyncProperty(
        formed.chain(({ secret, text }) =>
          fc.record({
            secret: fc.constant(secret),
            body: around(fc.constantFrom<unknown>(text, `It said: ${text} and more.`, { [text]: 1 })),
          }),
        ),
        async ({ secret, body }) => {
          const file = await recorded({ request: body, response: body })

          expect(file).not.toContain(secret)
        },
      ),
      { numRuns: 200 },
    ))

  it('holds no value of a member named like a secret, at any depth and of any shape', () =>
    fc.assert(
      fc.asyncProperty(
        letters(BASE64_URL, 16).chain((secret) =>
          fc.record({
            secret: fc.constant(secret),
            body: around(
              fc
                .tuple(
                  secretName,
                  fc.constantFrom<unknown>(secret, [secret], { value: secret }, { a: [{ b: secret }] }),
                )
                .map(([name, value]) => ({ [name]: value })),
            ),
          }),
        ),
        async ({ secret, body }) => {
          const file = await recorded({ request: body, response: body })

          expect(file).not.toContain(secret)
        },
      ),
      { numRuns: 300 },
    ))

  it('holds no header that was sent, and of the answer those alone that steer a client', () =>
    fc.assert(
      fc.asyncProperty(letters(BASE64_URL, 24), async (secret) => {
        const sent = { authorization: `Bearer ${secret}`, cookie: secret, 'x-ms-authorization-auxiliary': secret }
        const answered = {
          'set-cookie': secret,
          'www-authenticate': secret,
          location: `${VAULT}/operationResults/1?api-version=2024-04-01&t=1&c=${secret}&s=${secret}&h=${secret}`,
        }

        const file = await recorded({ sent, answered })

        expect(file).not.toContain(secret)
        expect(file).toContain('/operationResults/1?api-version=2024-04-01')
      }),
      { numRuns: 50 },
    ))

  it('holds no value of an unknown query key, however the address is written', () =>
    fc.assert(
      fc.asyncProperty(
        letters(BASE64_URL, 24),
        fc.constantFrom('sig', 'SIG', 'code', '$skipToken', '%24skiptoken', '%E0%A4%A', 'sv'),
        async (secret, key) => {
          const file = await recorded({ url: `${VAULT}?api-version=2024-04-01&${key}=${secret}` })

          expect(file).not.toContain(secret)
          expect(file).toContain('api-version=2024-04-01')
        },
      ),
    ))

  it('holds nothing of a text that is not JSON', () =>
    fc.assert(
      fc.asyncProperty(letters(BASE64_URL, 24), async (secret) => {
        const form = `grant_type=client_credentials&client_secret=${secret}`

        expect(await recorded({ request: form, response: `<html>${secret}</html>` })).not.toContain(secret)
      }),
      { numRuns: 20 },
    ))
})

describe('answers that are secrets', () => {
  const key = 'geheim+geheim'

  it.each([
    ['the keys of a storage account', 'listKeys', { keys: [{ keyName: 'key1', value: key, permissions: 'FULL' }] }],
    ['a SAS of an account', 'listAccountSas', { accountSasToken: key }],
    ['a disk opened for reading', 'beginGetAccess', { properties: { output: { accessSAS: key } } }],
    ['the PIN of a vault', 'backupSecurityPIN', { securityPIN: key, expiryTimeInUtcTicks: 1 }],
    ['a token', 'oauth2/token', { access_token: key, other: key }],
    ['the access token of a recovery point', 'accessToken', { properties: { accessTokenString: key } }],
    [
      'the script that opens a recovery point for file recovery',
      'operationResults/1',
      {
        properties: {
          recoveryTarget: {
            clientScripts: [{ scriptContent: key, url: `https://pod.example/x.exe?sig=${key}`, osType: 'Windows' }],
          },
        },
      },
    ],
    ['the parameters of a run command', 'runCommand', { parameters: [{ name: 'adminPassword', value: key }] }],
    ['the parameters of a template', 'deployments/1', { parameters: { adminPassword: { value: key } } }],
    ['JSON in a text', 'x', { error: { message: JSON.stringify({ inner: [{ adminPassword: key }] }) } }],
    ['a form in a text', 'x', { message: `grant_type=client_credentials&client_secret=${key}&scope=a` }],
    ['a sentence with an address in it', 'x', { error: { message: `Cannot read https://a.example/b?sig=${key}.` } }],
  ])('are hidden: %s', async (_what, operation, response) => {
    const file = await recorded({ url: `${VAULT}/${operation}?api-version=2024-04-01`, request: response, response })

    expect(file).not.toContain(key)
    expect(file).toContain('REDACTED')
  })
})

describe('what is no secret', () => {
  it.each([
    [
      {
        properties: {
          keyUri: 'https://kv.vault.azure.net/keys/k/1',
          disasterRecovery: 'on',
          multiUserAuthorization: 'Disabled',
        },
      },
    ],
    [{ value: [{ name: 'web-01', value: 'x' }], nextLink: 'https://management.azure.com/a?api-version=1' }],
    [{ number: 5, flag: true, none: null, empty: '', list: [] }],
    [{ time: '2026-03-02T09:00:00Z', id: 'IaasVMContainer;iaasvmcontainerv2;rg;vm', tokens: null }],
  ])('stays as it was: %j', (body) => {
    expect(withoutSecrets({ url: VAULT, text: JSON.stringify(body) })).toEqual(body)
  })

  it('stays in addresses', () => {
    const url = `${VAULT}/backupJobs?api-version=2024-04-01&$filter=status%20eq%20'Failed'`

    expect(redactUrl(url)).toBe(url)
  })
})
