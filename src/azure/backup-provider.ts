import type { PipelinePolicy } from '@azure/core-rest-pipeline'
import { refusedError } from '../core/errors.js'
import type { Cloud } from './clouds.js'

const BACKUP_PATH = /\/providers\/Microsoft\.RecoveryServices(\/|$)/i
const NO_SUCH_PROVIDER = /"code"\s*:\s*"(InvalidResourceNamespace|InvalidResourceType|NoRegisteredProviderFound\w*)"/i

/**
 * Says once, for every backup verb, that an Azure without a Recovery Services provider cannot back up: that is what
 * Azure Stack Hub is. Only for endpoints that were discovered; Azure's own clouds all have the provider.
 */
export function backupProviderPolicy(cloud: Cloud): PipelinePolicy {
  return {
    name: 'azbkBackupProvider',
    async sendRequest(request, next) {
      const response = await next(request)
      const isBackup = BACKUP_PATH.test(new URL(request.url).pathname)
      if (!isBackup || response.status < 400 || !NO_SUCH_PROVIDER.test(response.bodyAsText ?? '')) return response
      throw refusedError(
        'STACK_HUB_NO_BACKUP',
        `${cloud.name} has no Recovery Services provider, so there are no vaults and no backups: Azure Stack Hub is like that.`,
        [
          'Logging in and reading VMs work here; protect these VMs with disk snapshots or a backup product inside them.',
          'For vaults in Azure itself, leave out --arm-endpoint.',
        ],
      )
    },
  }
}
