import { join, resolve } from 'node:path'
import type { ServedIdentity } from '../../mocks/index.js'
import { AzbkError, notFoundError } from '../core/errors.js'
import { runAz } from './az.js'
import { AZ_CLOUD, openAzFolder } from './az-folder.js'
import { type DoorPlace, withMock } from './door.js'
import { readServerAddress, type ServerAddress } from './server-address.js'
import { mockStatePath } from './state-file.js'

export const IDENTITY_NAMES = ['owner', 'backup-contributor', 'backup-operator', 'backup-reader', 'none'] as const

export interface MockAzLoginInput {
  readonly identity: (typeof IDENTITY_NAMES)[number]
  /** In the state folder when absent. */
  readonly configDir: string | undefined
}

/** An az that is logged in to a mock. */
export interface MockAzLoginResult {
  readonly server: string
  /** The cloud's name in az. */
  readonly cloud: string
  readonly identity: string
  readonly clientId: string
  readonly tenantId: string
  readonly subscriptionId: string
  readonly configDir: string
  /** What a shell needs to use that az. */
  readonly variables: Readonly<Record<string, string>>
}

/** What the control API tells of logging in. */
interface Login {
  readonly tenantId: string
  readonly subscriptionId: string
  readonly identities: readonly ServedIdentity[]
}

/** Registers the mock as a cloud of an az with a configuration folder of its own, and logs in there. Can be repeated. */
export async function loginAz(
  place: DoorPlace,
  { identity, configDir }: MockAzLoginInput,
  tell: (step: string) => void,
): Promise<MockAzLoginResult> {
  const server = place.server ?? (await servedState(place))
  const address = readServerAddress(place, server)
  const { tenantId, subscriptionId, identities } = await withMock({ ...place, server }, (door) =>
    door.send<Login>('GET', '/login'),
  )
  const { clientId = '', clientSecret = '' } = identities.find((one) => one.identity === identity) ?? {}
  const configPath = resolve(place.cwd, configDir ?? join(place.settings.stateDir, 'mock-az'))
  const folder = openAzFolder(configPath, requireCa(address))
  const variables = {
    AZURE_CONFIG_DIR: folder.path,
    REQUESTS_CA_BUNDLE: folder.caFile,
    ...noProxyFor(address, place.env),
  }
  const run = { env: { ...place.env, ...variables }, signal: place.signal }
  const credentials = ['--username', clientId, '--password', clientSecret, '--tenant', tenantId]
  const steps = [
    ['cloud', folder.knowsCloud ? 'update' : 'register', '--name', AZ_CLOUD, ...endpoints(address.baseUrl)],
    ['cloud', 'set', '--name', AZ_CLOUD],
    ['login', '--service-principal', ...credentials, '--allow-no-subscriptions'],
  ]
  for (const words of steps) {
    tell(`az ${words.slice(0, 2).join(' ')}`)
    await runAz(words, run)
  }
  const names = { cloud: AZ_CLOUD, identity, clientId, tenantId, subscriptionId }
  return { server: address.baseUrl, ...names, configDir: folder.path, variables }
}

/** The login endpoint ends in /adfs: az then asks no server of Microsoft's about it. AZURE-CLIENTS.md section 2. */
function endpoints(baseUrl: string): string[] {
  return [
    ...['--endpoint-resource-manager', `${baseUrl}/`],
    ...['--endpoint-active-directory', `${baseUrl}/adfs`],
    ...['--endpoint-active-directory-resource-id', `${baseUrl}/`],
    ...['--endpoint-active-directory-graph-resource-id', `${baseUrl}/graph`],
    ...['--endpoint-management', `${baseUrl}/`],
  ]
}

/** The server of the state file, when one runs. */
async function servedState(place: DoorPlace): Promise<string> {
  const { ownerOf } = await import('../../mocks/index.js')
  const path = mockStatePath(place)
  const address = ownerOf(path)?.address
  if (address !== undefined) return address
  throw notFoundError('MOCK_SERVER_MISSING', `No server serves the mock state ${path}.`, [
    'Start one in another terminal: azbk mock serve',
    'Or name one that runs: --server <url or ready file>.',
  ])
}

/** A proxy of the company cannot reach this machine's loopback. Where both names are set, az reads the small letters. */
function noProxyFor({ baseUrl }: ServerAddress, env: DoorPlace['env']): Record<string, string> {
  const name = env.no_proxy ? 'no_proxy' : 'NO_PROXY'
  const hosts = [...(env[name]?.split(',') ?? []), new URL(baseUrl).hostname]
  return { [name]: [...new Set(hosts)].filter(Boolean).join(',') }
}

function requireCa({ trusted, baseUrl }: ServerAddress): string {
  if (trusted.length > 0) return trusted.join('\n')
  throw new AzbkError({
    code: 'MOCK_CA_UNKNOWN',
    exit: 'failed',
    message: `az must be told which certificate of ${baseUrl} to trust, and none is known here.`,
    suggestions: ['Name the ready file of the server: --server ready.json'],
  })
}
