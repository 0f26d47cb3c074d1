import { CLOUDS, type Cloud } from '../azure/clouds.js'
import type { Discovery } from '../azure/metadata.js'
import { type AzureSession, createSession } from '../azure/session.js'
import { subscriptionIdOf } from '../azure/subscriptions.js'
import { azureTransport, type HttpClient, httpClientOf, mockTransport, type Transport } from '../azure/transport.js'
import type { Settings } from '../config/settings.js'
import type { AppContext } from '../context.js'
import { type Clock, clockOfMock, clockSetTo } from '../core/clock.js'
import { usageError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import type { Style } from '../view/style.js'
import { confirmChanges } from './confirm.js'
import { renderProgress } from './progress.js'
import type { Runtime } from './runtime.js'
import { trafficFiles } from './traffic-files.js'

/** How often the in-process mock is asked whether an operation is done, in ms of wall time. */
const MOCK_POLL_MS = 50

/** The same for a served mock, whose jobs end in seconds. */
const SERVED_POLL_MS = 1_000

export interface ContextOptions {
  readonly version: string
  readonly warn: (message: string) => void
  readonly style: Style
  /** A verb that writes: it never acts on several subscriptions. */
  readonly writes: boolean
}

/** The composition root: settings and the outside world in, everything a use case needs out. */
export async function createContext(
  settings: Settings,
  runtime: Runtime,
  options: ContextOptions,
): Promise<AppContext> {
  settings.warnings.forEach(options.warn)
  const { transport, cloud, clock, ownSubscription } = await chooseTransport(settings, runtime)
  const progress = progressOf(settings, runtime)
  const session = createSession({
    cloud,
    transport,
    clock,
    signal: runtime.signal,
    progress,
    userAgent: `azbk/${options.version}`,
    timeoutMs: settings.timeoutMs,
    ...(ownSubscription === undefined ? {} : { subscriptionId: ownSubscription }),
    ...(settings.debug ? { debug: (line: string) => runtime.stderr.write(`debug: ${line}\n`) } : {}),
  })
  const confirm: AppContext['confirm'] = (request) =>
    confirmChanges(request, runtime, { isAgreed: settings.yes, style: options.style })
  const rest = { clock, signal: runtime.signal, progress, warn: options.warn, confirm }
  try {
    return { ...(await withSubscription(settings, session, options)), ...rest }
  } catch (error) {
    await transport.close()
    throw error
  }
}

function progressOf(settings: Settings, runtime: Runtime): AppContext['progress'] {
  return (event) => {
    const line = settings.quiet ? undefined : renderProgress(event)
    if (line !== undefined) runtime.stderr.write(`${line}\n`)
  }
}

/**
 * The subscription named becomes the default of the session; a display name is looked up in Azure. Of several there is
 * no default: verbs that read take them from the settings, verbs that write need exactly one.
 */
async function withSubscription(
  settings: Settings,
  session: AzureSession,
  { writes }: Pick<ContextOptions, 'writes'>,
): Promise<Pick<AppContext, 'settings' | 'session'>> {
  const [named, ...others] = settings.subscriptions
  if (named === undefined) return { settings, session }
  if (others.length > 0 || sameName(named, 'all')) {
    if (others.length > 0 && settings.subscriptions.some((name) => sameName(name, 'all'))) refuseAllAndOthers()
    if (writes) refuseSeveral(settings.subscriptions)
    return { settings, session: { ...session, subscriptionId: () => refuseSeveral(settings.subscriptions) } }
  }
  const id = await subscriptionIdOf(session, named)
  return { settings: { ...settings, subscriptions: [id] }, session: { ...session, subscriptionId: () => id } }
}

function refuseAllAndOthers(): never {
  throw usageError(
    'SUBSCRIPTION_CONFLICT',
    '--subscription all means every subscription; others beside it say nothing.',
    ['Leave out `all`, or the others.'],
  )
}

function refuseSeveral(named: readonly string[]): never {
  throw usageError(
    'ONE_SUBSCRIPTION_NEEDED',
    `This needs one subscription, but --subscription names ${named.join(', ')}.`,
    ['Name one with --subscription <id>; only verbs that read take several.'],
  )
}

interface Choice {
  readonly transport: Transport
  readonly cloud: Cloud
  readonly clock: AppContext['clock']
  /** The mock's own subscription, for a run that names none. */
  readonly ownSubscription?: string
}

/** The one place that decides where requests go: to Azure or the mock, recorded or not, or to recorded traffic. */
async function chooseTransport(settings: Settings, runtime: Runtime): Promise<Choice> {
  const { record, replay } = trafficFiles(runtime.env)
  if (replay) return chooseReplay(replay, settings, runtime)
  if (!record) return chooseLive(settings, runtime)
  const { recordingClient } = await import('../azure/traffic.js')
  const tapped = (clock: Clock) => (live: HttpClient) => recordingClient(live, { file: record, clock })
  const live = await chooseLive(settings, runtime, tapped(runtime.clock))
  const httpClient = tapped(live.clock)(await httpClientOf(live.transport))
  return { ...live, transport: { ...live.transport, kind: 'record', httpClient } }
}

/** At the time of the recording: ages and periods then are those of the recorded run. */
async function chooseReplay(file: string, settings: Settings, runtime: Runtime): Promise<Choice> {
  const { replayingTransport } = await import('../azure/traffic.js')
  const transport = await replayingTransport(file)
  const { cloud, mockTime } = await chooseCloud(settings, runtime, async () => transport.httpClient)
  const time = mockTime ?? transport.startTime
  return {
    transport,
    cloud,
    clock: time === undefined ? runtime.clock : clockSetTo(time, runtime.clock),
    ...(transport.subscriptionId === undefined ? {} : { ownSubscription: transport.subscriptionId }),
  }
}

/** A client in the place of another. */
type Tap = (live: HttpClient) => HttpClient

async function chooseLive(settings: Settings, runtime: Runtime, tap: Tap = (live) => live): Promise<Choice> {
  if (runtime.mock)
    return { transport: mockTransport(runtime.mock), cloud: CLOUDS[settings.cloud], clock: runtime.clock }
  if (settings.mock) {
    const { openMockFile } = await import('../mock/open.js')
    const mock = await openMockFile({ settings, clock: runtime.clock, signal: runtime.signal })
    return {
      transport: mockTransport(mock, { pollIntervalMs: MOCK_POLL_MS, close: mock.close }),
      cloud: CLOUDS[settings.cloud],
      clock: clockOfMock(mock),
      ownSubscription: mock.subscriptionId,
    }
  }
  return chooseAzure(settings, runtime, tap)
}

async function chooseAzure(settings: Settings, runtime: Runtime, tap: Tap): Promise<Choice> {
  // One client for the addresses, the login and the work: each of its own would open connections of its own.
  const httpClient = await httpClientOf(runtime)
  const { cloud, mockTime } = await chooseCloud(settings, runtime, async () => tap(httpClient))
  const credential = async () => {
    const { createCredential } = await import('../azure/auth.js')
    const { auth: mode, tenantId } = settings
    return createCredential({ mode, cloud, tenantId, env: runtime.env, clock: runtime.clock, httpClient })
  }
  if (mockTime === undefined)
    return { transport: azureTransport(credential, { httpClient }), cloud, clock: runtime.clock }
  const transport = azureTransport(credential, { httpClient, pollIntervalMs: SERVED_POLL_MS })
  return { transport, cloud, clock: clockSetTo(mockTime, runtime.clock) }
}

async function chooseCloud(
  settings: Settings,
  runtime: Runtime,
  client: () => Promise<HttpClient>,
): Promise<Discovery> {
  if (settings.armEndpoint === null) return { cloud: CLOUDS[settings.cloud] }
  const { discoverCloud } = await import('../azure/metadata.js')
  const { clock, signal } = runtime
  return discoverCloud(settings.armEndpoint, await client(), { clock, signal, progress: progressOf(settings, runtime) })
}
