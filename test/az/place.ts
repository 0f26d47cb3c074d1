import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServedMock } from '../helpers/served-mock.js'
import type { AzPlace } from './az-process.js'

/** Nobody listens there: whatever does not go to the mock fails at once. */
const NOWHERE = 'http://127.0.0.1:9'

/** A working folder, an az configuration of its own, and no way off this machine. */
export function makePlace({ caFile, controlUrl }: ServedMock): AzPlace {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-az-'))
  return {
    folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      AZURE_CONFIG_DIR: join(folder, 'config'),
      AZURE_CORE_COLLECT_TELEMETRY: 'false',
      AZURE_CORE_CHECK_FOR_UPDATES: 'false',
      AZURE_CORE_NO_COLOR: 'true',
      AZURE_CORE_DISABLE_PROGRESS_BAR: 'true',
      AZURE_EXTENSION_DIR: join(folder, 'extensions'),
      HTTPS_PROXY: NOWHERE,
      HTTP_PROXY: NOWHERE,
      NO_PROXY: '127.0.0.1',
      REQUESTS_CA_BUNDLE: caFile,
      SSL_CERT_FILE: caFile,
      PYTHONPATH: import.meta.dirname,
      PYTHONWARNINGS: 'ignore',
      PYTHONDONTWRITEBYTECODE: '1',
      AZBK_CONTROL_URL: controlUrl,
    },
  }
}

/** Command lines that make a configuration use the mock. AZURE-CLIENTS.md sections 1 and 2. */
export const LOGIN = [
  'cloud register -n azbk --endpoint-resource-manager {baseUrl}/ --endpoint-active-directory {baseUrl}/adfs' +
    ' --endpoint-active-directory-resource-id {baseUrl}/ --endpoint-active-directory-graph-resource-id {baseUrl}/graph' +
    ' --endpoint-management {baseUrl}/',
  'cloud set -n azbk',
  'login --service-principal -u {clientId} -p {clientSecret} --tenant {tenantId}',
]
