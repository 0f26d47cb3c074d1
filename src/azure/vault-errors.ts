import type { AzureErrorRow } from './error-table.js'

/** Refusals of vault writes. Sources: AZURE-BACKUP-API.md sections 4 and 17. */
export const VAULT_ERRORS: readonly AzureErrorRow[] = [
  {
    codes: ['LocationNotAvailableForResourceType', 'NoRegisteredProviderFound', 'InvalidLocation'],
    code: 'REGION_NOT_AVAILABLE',
    exit: 'usage',
    why: 'Azure does not offer this in the region.',
    suggestions: ['`az account list-locations -o table` lists the regions of the subscription.'],
  },
  {
    codes: ['RequestDisallowedByPolicy'],
    code: 'FORBIDDEN_BY_AZURE_POLICY',
    exit: 'noPermission',
    why: 'an Azure Policy of the subscription forbids it.',
    suggestions: ['Change what the policy named below asks for, or ask its owner for an exemption.'],
  },
  {
    codes: ['ScopeLocked'],
    code: 'SCOPE_LOCKED',
    exit: 'refused',
    why: 'a management lock forbids it.',
    suggestions: ['`az lock list -o table` lists the locks; `az lock delete --ids <id>` removes one.'],
  },
  {
    codes: ['RSVaultUpdateErrorConflictingOperationInProgress'],
    code: 'VAULT_BUSY',
    exit: 'refused',
    why: 'another change of the vault is still running.',
    suggestions: ['Run the command again in a minute, or wait longer with --timeout.'],
  },
  {
    codes: ['BMSUserErrorSoftDeleteStateNotSetToAlwaysON'],
    code: 'SOFT_DELETE_ALWAYS_ON',
    exit: 'refused',
    why: 'new vaults keep soft delete always on.',
    suggestions: ['Leave --soft-delete out, or ask for AlwaysON.'],
  },
  {
    codes: ['BMSUserErrorDisablingSoftDeleteStateNotAllowed'],
    code: 'SOFT_DELETE_ALWAYS_ON',
    exit: 'refused',
    why: 'soft delete of this vault cannot be turned off.',
    suggestions: ['Deleted items vanish by themselves: `azbk vault delete --name <vault> --dry-run` says when.'],
  },
  {
    codes: ['StorageModelModifyError', 'BMSUserErrorRedundancySettingsUseVaultApi'],
    code: 'REDUNDANCY_LOCKED',
    exit: 'refused',
    why: 'storage redundancy is fixed since the first item was protected.',
    suggestions: ['Make a new vault with the other redundancy, and move the VMs there.'],
  },
  {
    codes: ['BMSUserErrorUnableToEnableCrossRegionRestore'],
    code: 'CROSS_REGION_IMPOSSIBLE',
    exit: 'refused',
    why: 'cross-region restore needs GeoRedundant storage and a region that has a pair.',
    suggestions: ['Ask for --redundancy Geo as well, or use a vault in a paired region.'],
  },
  {
    codes: ['UserErrorUnsupportedVaultImmutabilityStateChange'],
    code: 'IMMUTABILITY_LOCKED',
    exit: 'refused',
    why: 'immutability cannot go from its state to the one that was asked for.',
    suggestions: ['`azbk vault show` says what it is now; Locked stays for good.'],
  },
  {
    codes: [
      'ServiceResourceNotEmptyWithContainerDetails',
      'ServiceResourceNotEmptyWithBackendMessage',
      'BMSUserErrorVaultDeletionNotAllowed',
      'BMSUserErrorVaultDeletionNotPermitted',
      'BMSUserErrorVaultDeletionForbidden',
    ],
    code: 'VAULT_NOT_EMPTY',
    exit: 'refused',
    why: 'the vault still holds something.',
    suggestions: ['`azbk vault delete --name <vault> --dry-run` names all that blocks it and what to run.'],
  },
]
