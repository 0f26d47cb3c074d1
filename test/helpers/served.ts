import { onTestFinished } from 'vitest'
import { type MockServer, type ServeOptions, serveMock } from '../../mocks/index.js'

export const SERVED_START = '2026-03-02T09:00:00.000Z'

/** A mock over real HTTPS on a calendar that stands still, closed after the test. */
export async function serveForTest(options: ServeOptions = {}): Promise<MockServer> {
  const server = await serveMock({ world: 'empty', clock: { kind: 'manual', start: SERVED_START }, ...options })
  onTestFinished(() => server.close())
  return server
}
