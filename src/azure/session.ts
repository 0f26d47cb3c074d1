import type { ComputeManagementClient } from '@azure/arm-compute'
import type { NetworkManagementClient } from '@azure/arm-network'
import type { RecoveryServicesClient } from '@azure/arm-recoveryservices'
import type { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup'
import type { ResourceManagementClient } from '@azure/arm-resources'
import type { StorageManagementClient } from '@azure/arm-storage'
import type { AccessToken, TokenCredential } from '@azure/core-auth'
import type { ServiceClient } from '@azure/core-client'
import type { PipelineResponse } from '@azure/core-rest-pipeline'
import type { Clock } from '../core/clock.js'
import { AzbkError, usageError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import type { ProgressEvent } from '../core/progress.js'
import { armScope, type Cloud } from './clouds.js'
import { downloadFile } from './download.js'
import { requestMetadata } from './metadata.js'
import { type PipelineHooks, pipelinePolicies } from './pipeline.js'
import type { SDK_MEMBERS } from './sdk-members.js'
import { httpClientOf, type Transport } from './transport.js'

/**
 * The api-version of all backup calls. The SDK's own (2023-06-01) can neither send nor show
 * `snapshotConsistencyType`; this is the version the recorded traffic speaks.
 */
const BACKUP_API_VERSION = '2024-04-01'

export interface SessionOptions {
  readonly cloud: Cloud
  readonly transport: Transport
  /** The default subscription; absent when none is configured. */
  readonly subscriptionId?: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly progress: (event: ProgressEvent) => void
  readonly userAgent: string
  /** Longest wait for an operation of Azure. */
  readonly timeoutMs: number
  /** Lines of the redacted request log; absent when --debug is off. */
  readonly debug?: (line: string) => void
}

/** What is used of the client of an SDK. */
type Used<Client, Sdk extends keyof typeof SDK_MEMBERS> = Pick<Client, (typeof SDK_MEMBERS)[Sdk][number] & keyof Client>

/** One login, one transport, and the SDK clients built on them when first needed. */
export interface AzureSession {
  readonly kind: Transport['kind']
  readonly cloud: Cloud
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly progress: (event: ProgressEvent) => void
  readonly timeoutMs: number
  /** Replaces the pauses between polls; set for the in-process mock. */
  readonly pollIntervalMs: number | undefined
  /** The default subscription; a usage error that says how to name one when there is none. */
  subscriptionId(): string
  readonly requests: RequestCounter
  /** Does a read once per session: the first caller makes it, all share its answer until it is forgotten. */
  once<T>(key: string, read: () => Promise<T>): Promise<T>
  /** Lets the next caller read anew: for what a write has changed. */
  forget(key: string): void
  /** @internal Not in the declarations of the library, which so need no SDK; the same for the next six. */
  vaults(subscriptionId: string): Promise<Used<RecoveryServicesClient, 'arm-recoveryservices'>>
  /** @internal */
  backup(subscriptionId: string): Promise<Used<RecoveryServicesBackupClient, 'arm-recoveryservicesbackup'>>
  /** @internal */
  compute(subscriptionId: string): Promise<Used<ComputeManagementClient, 'arm-compute'>>
  /** @internal */
  storage(subscriptionId: string): Promise<Used<StorageManagementClient, 'arm-storage'>>
  /** @internal */
  network(subscriptionId: string): Promise<Used<NetworkManagementClient, 'arm-network'>>
  /** @internal */
  resources(subscriptionId: string): Promise<Used<ResourceManagementClient, 'arm-resources'>>
  /** @internal A bare client with the same login and pipeline, for calls no SDK has. */
  arm(): Promise<ServiceClient>
  /** The token that requests carry; logs in when there is none yet. */
  login(): Promise<AccessToken>
  /** The endpoint's answer to a request without a login: whether it can be reached, and what time it has. */
  probe(): Promise<PipelineResponse>
  /** A file from an address that Azure named; no login goes with the request. */
  download(url: string): Promise<Uint8Array>
  /** Saves the mock's state and frees the transport. */
  close(): Promise<void>
}

export interface RequestCounter {
  sent: number
  retried: number
}

/** Options every client is made with: our pipeline, and the SDK's own retries off (they re-send POSTs). */
function clientOptions(options: SessionOptions, hooks: PipelineHooks) {
  return {
    endpoint: options.cloud.armEndpoint,
    retryOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: options.userAgent },
    additionalPolicies: pipelinePolicies(hooks),
    credentialScopes: armScope(options.cloud),
    credentials: { scopes: [armScope(options.cloud)] },
    ...(options.transport.httpClient === undefined ? {} : { httpClient: options.transport.httpClient }),
  }
}

/** A session on a transport. Loads no SDK and logs in to nothing before the first request needs it. */
export function createSession(options: SessionOptions): AzureSession {
  const requests: RequestCounter = { sent: 0, retried: 0 }
  const memo = createMemo()
  const credential = () => memo.once('credential', options.transport.credential)
  const login = async () => {
    const token = await (await credential()).getToken(armScope(options.cloud), { abortSignal: options.signal })
    return token ?? noToken()
  }
  const hooks = { ...options, requests, freshToken: async () => (await login()).token }
  return {
    kind: options.transport.kind,
    cloud: options.cloud,
    clock: options.clock,
    signal: options.signal,
    progress: options.progress,
    timeoutMs: options.timeoutMs,
    pollIntervalMs: options.transport.pollIntervalMs,
    requests,
    ...memo,
    subscriptionId: () => options.subscriptionId ?? missingSubscription(),
    ...createClients(clientOptions(options, hooks), memo.once, credential),
    login,
    probe: async () =>
      requestMetadata(options.cloud.armEndpoint, await httpClientOf(options.transport), options.signal),
    download: async (url) => downloadFile(url, await httpClientOf(options.transport), hooks),
    close: () => options.transport.close(),
  }
}

type Memo = Pick<AzureSession, 'once' | 'forget'>

/** A read that failed is not remembered. */
function createMemo(): Memo {
  const memo = new Map<string, Promise<unknown>>()
  return {
    once<T>(key: string, read: () => Promise<T>): Promise<T> {
      const known = memo.get(nameKey(key)) as Promise<T> | undefined
      const made = known ?? read()
      memo.set(nameKey(key), made)
      made.catch(() => memo.delete(nameKey(key)))
      return made
    },
    forget: (key) => void memo.delete(nameKey(key)),
  }
}

type Clients = Pick<AzureSession, 'vaults' | 'backup' | 'compute' | 'storage' | 'network' | 'resources' | 'arm'>

/** The SDK clients, each loaded and built when it is first asked for. */
function createClients(
  common: ReturnType<typeof clientOptions>,
  once: AzureSession['once'],
  credential: () => Promise<TokenCredential>,
): Clients {
  return {
    vaults: (id) =>
      once(`vaults/${id}`, async () => {
        const { RecoveryServicesClient } = await import('@azure/arm-recoveryservices')
        return new RecoveryServicesClient(await credential(), id, common)
      }),
    backup: (id) =>
      once(`backup/${id}`, async () => {
        const { RecoveryServicesBackupClient } = await import('@azure/arm-recoveryservicesbackup')
        return new RecoveryServicesBackupClient(await credential(), id, { ...common, apiVersion: BACKUP_API_VERSION })
      }),
    compute: (id) =>
      once(`compute/${id}`, async () => {
        const { ComputeManagementClient } = await import('@azure/arm-compute')
        return new ComputeManagementClient(await credential(), id, common)
      }),
    storage: (id) =>
      once(`storage/${id}`, async () => {
        const { StorageManagementClient } = await import('@azure/arm-storage')
        return new StorageManagementClient(await credential(), id, common)
      }),
    network: (id) =>
      once(`network/${id}`, async () => {
        const { NetworkManagementClient } = await import('@azure/arm-network')
        return new NetworkManagementClient(await credential(), id, common)
      }),
    resources: (id) =>
      once(`resources/${id}`, async () => {
        const { ResourceManagementClient } = await import('@azure/arm-resources')
        return new ResourceManagementClient(await credential(), id, common)
      }),
    arm: () =>
      once('arm', async () => {
        const { ServiceClient } = await import('@azure/core-client')
        return new ServiceClient({ ...common, credential: await credential() })
      }),
  }
}

function noToken(): never {
  throw new AzbkError({
    code: 'LOGIN_REQUIRED',
    exit: 'noPermission',
    message: 'Logging in gave no token.',
    suggestions: ['Choose another way with --auth; `azbk doctor` checks the login.'],
  })
}

function missingSubscription(): never {
  throw usageError('NO_SUBSCRIPTION', 'No subscription is named.', [
    'Pass --subscription <id>, set AZBK_SUBSCRIPTION, or write `defaults: {subscription: ...}` in azbk.yaml.',
    'Or log in with `az login`: azbk uses its default subscription.',
  ])
}
