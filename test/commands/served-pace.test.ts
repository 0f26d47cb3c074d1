import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline'
import { expect, it } from 'vitest'
import JobList from '../../commands/job/list.js'
import JobWait from '../../commands/job/wait.js'
import type { Mock } from '../../mocks/index.js'
import type { JobListResult } from '../../src/jobs/list.js'
import { fakeJwt } from '../helpers/fake-network.js'
import { createTestMock, runAzbk } from '../helpers/run-command.js'

const ENDPOINT = 'https://127.0.0.1:8443'

/** A mock behind an address, which describes itself with these headers. */
function served(mock: Mock, extra: Record<string, string>): { network: HttpClient; urls: readonly string[] } {
  const urls: string[] = []
  const body = { authentication: { loginEndpoint: `${ENDPOINT}/adfs`, audiences: [ENDPOINT] } }
  return {
    network: {
      async sendRequest(request) {
        urls.push(request.url)
        if (!request.url.includes('/metadata/endpoints')) return mock.httpClient.sendRequest(request)
        return { request, status: 200, headers: createHttpHeaders(extra), bodyAsText: JSON.stringify(body) }
      },
    },
    urls,
  }
}

it.each([
  ['a served mock each second', { 'x-azbk-mock-time': '2026-03-02T09:00:00.000Z' }, 7],
  ['Azure, where it may take hours, rarely', {}, 3],
])('a job is asked for at %s', async (_whom, extra, times) => {
  const mock = createTestMock()
  const running = await runAzbk(JobList, ['--vault', 'vault-weu', '--status', 'InProgress', '--json'], { mock })
  const job = running.json<JobListResult>().result[0]?.name ?? ''
  const { network, urls } = served(mock, extra)
  const flags = ['--vault', 'vault-weu', '--timeout', '5s', '--arm-endpoint', ENDPOINT]
  const env = {
    AZBK_SUBSCRIPTION: mock.subscriptions[0]?.id ?? '',
    AZBK_ACCESS_TOKEN: fakeJwt({ tid: 't', exp: 4_102_444_800 }),
  }

  const { exitCode } = await runAzbk(JobWait, [job, ...flags], { network, env })

  expect(exitCode).toBe(8)
  expect(urls.filter((url) => url.includes(`/backupJobs/${job}`))).toHaveLength(times)
})
