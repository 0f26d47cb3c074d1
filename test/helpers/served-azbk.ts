import type { ChildProcess } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { startServedMock } from './served-mock.js'
import { spacedFolder, spawnAzbk } from './spawn-azbk.js'

/** A served mock, which ends with the test, and the built azbk on it, with a state folder that outlives each process. */
export async function servedAzbk(flags: readonly string[]) {
  const mock = await startServedMock(flags)
  onTestFinished(async () => void (await mock.stop()))
  const env = {
    AZBK_STATE_DIR: spacedFolder(),
    AZBK_ARM_ENDPOINT: mock.baseUrl,
    AZBK_SUBSCRIPTION: mock.subscriptionId,
    NODE_EXTRA_CA_CERTS: mock.caFile,
    AZBK_AUTH: 'env',
    AZURE_TENANT_ID: mock.tenantId,
    AZURE_CLIENT_ID: mock.clientId,
    AZURE_CLIENT_SECRET: mock.clientSecret,
  }
  return (argv: readonly string[], meanwhile?: (child: ChildProcess) => void) =>
    spawnAzbk(argv, { env, ...(meanwhile === undefined ? {} : { meanwhile }) })
}
