import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMock, loadState, type Mock, type MockState, saveState } from '../../../mocks/index.js'
import { allRoutes } from '../../../mocks/providers/index.js'
import { routeName } from '../../../mocks/router.js'
import { routeOf } from '../../helpers/routes.js'
import { folderWith } from '../../helpers/temp-folder.js'
import { bodiesFor } from './bodies.js'
import { addressOf, type FuzzRequest, requestArbitrary } from './requests.js'
import { type Target, targetsOf } from './targets.js'
import { BAD_VALUES, changed, slotCount } from './values.js'

const HOUR = 3_600_000
const STORIES = 50
const REQUESTS = 400
/** Of the wrong values one of so many is tried in each place; with AZBK_FUZZ=all every one. */
const STEP = process.env.AZBK_FUZZ === 'all' ? 1 : 7

const clock = { kind: 'manual', start: '2026-03-02T09:00:00Z' } as const
const world = JSON.stringify(createMock({ world: 'contoso', seed: 1, clock }).control.peek())
const makeMock = (state: MockState = JSON.parse(world)) => createMock({ state, clock, jobSpeed: 1 })
const targets = targetsOf(JSON.parse(world))

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const ARM_ID = /^\/(subscriptions|tenants)\//i

/** Sends a request; throws when the answer is none that Azure could give. */
async function send(mock: Mock, request: FuzzRequest): Promise<Response> {
  const { url, method, headers, body } = request
  const response = await mock.fetch(new Request(url, { method, headers, body: body ?? null }))
  const text = await response.text()
  const problem = problemOf(request, response, text)
  if (problem)
    throw new Error(`${problem}: ${method} ${url} ${body?.slice(0, 2000)} -> ${response.status} ${text.slice(0, 500)}`)
  return response
}

function problemOf({ method, url }: FuzzRequest, { status, headers }: Response, text: string): string | undefined {
  const path = url.replace(/^https:\/\/[^/]+/, '')
  if (status >= 500 && !(status === 501 && isUnknown(method, path))) return 'the mock failed'
  if (!GUID.test(headers.get('x-ms-request-id') ?? '')) return 'no request id'
  const json = text === '' ? undefined : JSON.parse(text)
  const { code, message } = json?.error ?? {}
  if (status >= 400 && method !== 'HEAD' && !(code && typeof message === 'string')) return 'no error in the body'
  const id = json?.id
  return typeof id === 'string' && !ARM_ID.test(id) && !GUID.test(id) ? 'an id of another form' : undefined
}

/** Not modelled: the route itself, or what a template asks for. */
function isUnknown(method: string, path: string): boolean {
  return routeOf({ method, path })?.pattern.includes('/deployments/') ?? true
}

/** Saved, loaded and run again, the state still answers, and its future still happens. */
async function expectLoadable(mock: Mock): Promise<void> {
  const path = join(await folderWith(), 'state.json')
  saveState(path, mock.control.peek())
  const again = makeMock(loadState(path))
  again.control.advance(24 * HOUR)
  for (const { id } of Object.values(again.control.peek().backup.vaults)) {
    for (const part of ['', '/backupPolicies', '/backupProtectedItems', '/backupJobs', '/backupUsageSummaries']) {
      const url = `https://management.azure.com${id}${part}?api-version=2024-04-01`
      expect((await send(again, { hours: 0, method: 'GET', url, headers: {}, body: undefined })).status, url).toBe(200)
    }
  }
}

async function tell(requests: FuzzRequest[]): Promise<void> {
  const mock = makeMock()
  let before = 0
  for (const request of requests) {
    if (request.hours > 0) mock.control.advance(request.hours * HOUR)
    const response = await send(mock, request)
    const now = Date.parse(response.headers.get('x-azbk-mock-time') ?? '')
    expect(now).toBeGreaterThanOrEqual(before)
    before = now
    const poll = response.headers.get('azure-asyncoperation') ?? response.headers.get('location')
    if (poll) await send(mock, { hours: 0, method: 'GET', url: poll, headers: {}, body: undefined })
  }
  await expectLoadable(mock)
}

describe('whatever is sent, the mock answers as Azure would and can be saved', () => {
  test(`in stories of ${STORIES * REQUESTS} random requests`, async () => {
    const requests = fc.array(requestArbitrary(targets), { minLength: REQUESTS, maxLength: REQUESTS })

    // A story takes too long to be made smaller by trial; its last error names the request.
    const reporter = ({ errorInstance }: fc.RunDetails<[FuzzRequest[]]>) => {
      if (errorInstance) throw errorInstance
    }
    await fc.assert(fc.asyncProperty(requests, tell), { numRuns: STORIES, endOnFailure: true, reporter })
  }, 600_000)

  const writes = allRoutes.filter(({ method }) => method === 'PUT' || method === 'POST' || method === 'PATCH')

  test.each(writes.map((route) => [routeName(route), route] as const))(
    'with every value of a body of %s made wrong',
    async (_, route) => {
      const mock = makeMock()
      const target = targets.find(({ vault }) => vault === 'vault-eus') as Target
      const url = addressOf(route, target)
      for (const body of bodiesFor(route, target)) {
        for (let slot = 0; slot < slotCount(body); slot++) {
          for (const value of BAD_VALUES.filter((_, index) => (index + slot) % STEP === 0)) {
            const text = JSON.stringify(changed(body, [{ at: slot, how: 'replace', to: value }]))
            await send(mock, { hours: 0, method: route.method, url, headers: {}, body: text })
          }
        }
      }
      await expectLoadable(mock)
    },
    300_000,
  )
})
