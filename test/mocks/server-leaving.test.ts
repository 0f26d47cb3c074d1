import { Agent } from 'node:https'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import { callServer } from '../helpers/call-server.js'
import { serveForTest as serve } from '../helpers/served.js'

it('a client that leaves while a delay holds its answer is no fault of the mock, and nothing happens', async () => {
  const told: unknown[] = []
  const server = await serve({ report: (error) => void told.push(error) })
  const { control } = server.mock
  control.inject({ fault: { kind: 'delay', ms: 60_000 } })
  const fetch = vi.spyOn(server.mock, 'fetch')
  const agent = new Agent()
  const path = '/metadata/endpoints?api-version=2015-01-01'
  const call = callServer(server, { path, agent }).catch((error) => error.code)
  await vi.waitFor(() => expect(control.faults.list()[0]?.struck).toBe(1), { timeout: 60_000 })

  agent.destroy()

  expect(await call).toBe('ECONNRESET')
  await expect(fetch.mock.results[0]?.value).rejects.toThrow('aborted')
  await turn()
  expect(told).toEqual([])
  expect(control.requests.entries).toEqual([])
})
