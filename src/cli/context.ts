import { CLOUDS } from '../azure/clouds.js'
import { createSession } from '../azure/session.js'
import { mockTransport, type Transport } from '../azure/transport.js'
import type { Settings } from '../config/settings.js'
import type { AppContext } from '../context.js'
import { clockReading } from '../core/clock.js'
import { usageError } from '../core/errors.js'
import type { Style } from '../view/style.js'
import { confirmChanges } from './confirm.js'
import { renderProgress } from './progress.js'
import type { Runtime } from './runtime.js'

/** How often the in-process mock is asked whether an operation is done, in ms of wall time. */
const MOCK_POLL_MS = 50

/** The composition root: settings and the outside world in, everything a use case needs out. */
export async function createContext(
  settings: Settings,
  runtime: Runtime,
  options: { version: string; warn: (message: string) => void; style: Style },
): Promise<AppContext> {
  const { transport, clock, subscriptionId } = await chooseTransport(settings, runtime)
  const progress: AppContext['progress'] = (event) => {
    const line = settings.quiet ? undefined : renderProgress(event)
    if (line !== undefined) runtime.stderr.write(`${line}\n`)
  }
  const subscription = settings.subscriptions[0] ?? subscriptionId
  const session = createSession({
    cloud: CLOUDS[settings.cloud],
    transport,
    clock,
    signal: runtime.signal,
    progress,
    userAgent: `azbk/${options.version}`,
    timeoutMs: settings.timeoutMs,
    ...(subscription === undefined || subscription === 'all' ? {} : { subscriptionId: subscription }),
    ...(settings.debug ? { debug: (line: string) => runtime.stderr.write(`debug: ${line}\n`) } : {}),
  })
  const confirm: AppContext['confirm'] = (request) => confirmChanges(request, settings, runtime, options.style)
  return { settings, session, clock, signal: runtime.signal, progress, warn: options.warn, confirm }
}

async function chooseTransport(
  settings: Settings,
  runtime: Runtime,
): Promise<{ transport: Transport; clock: AppContext['clock']; subscriptionId?: string }> {
  if (runtime.mock) return { transport: mockTransport(runtime.mock), clock: runtime.clock }
  if (settings.mock) {
    const { openMockFile } = await import('../mock/open.js')
    const mock = await openMockFile(settings, runtime.signal)
    const transport = mockTransport(mock, { pollIntervalMs: MOCK_POLL_MS, close: mock.close })
    return { transport, clock: clockReading(mock.now), subscriptionId: mock.subscriptionId }
  }
  throw usageError('NOT_READY', 'Only --mock works yet.')
}
