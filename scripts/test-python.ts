import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { recordClients } from '../test/helpers/clients-seen.js'
import { startServedMock } from '../test/helpers/served-mock.js'

// npm run test:python: the Azure SDK for Python against the served mock. Debian's package python3-azure brings it, for Debian's Python.
const root = join(import.meta.dirname, '..')
const python = process.env.AZBK_PYTHON ?? '/usr/bin/python3'
const SDK = 'azure.mgmt.recoveryservicesbackup.passivestamp, azure.mgmt.compute, azure.identity'

if (spawnSync(python, ['-c', `import ${SDK}`]).status === 0) process.exitCode = await runSuite()
else {
  console.error(
    `Not run: ${python} has no Azure SDK. \`apt-get install python3-azure\` brings it; AZBK_PYTHON names another Python.`,
  )
  process.exitCode = 1
}

async function runSuite(): Promise<number> {
  const mock = await startServedMock(['--world', 'empty', '--soft-delete-profile', '2024'])
  try {
    const { status } = spawnSync(python, ['-B', join(root, 'test', 'python', 'main_path.py')], {
      stdio: 'inherit',
      env: {
        PATH: process.env.PATH,
        HOME: mock.folder,
        AZBK_READY: JSON.stringify(mock),
        REQUESTS_CA_BUNDLE: mock.caFile,
        // Nothing leaves the machine: a proxy that nobody runs takes what is not for the mock.
        HTTPS_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '127.0.0.1',
      },
    })
    const { requests } = (await mock.control('GET', '/requests')) as { requests: Parameters<typeof recordClients>[1] }
    recordClients('python', requests)
    return status ?? 1
  } finally {
    await mock.stop()
  }
}
