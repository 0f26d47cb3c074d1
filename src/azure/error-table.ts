import type { ExitReason } from '../core/exit-codes.js'
import { missingActionAdvice, WHOAMI_ADVICE, wrongTenantAdvice } from './advice.js'
import { VAULT_ERRORS } from './vault-errors.js'

/** One row of the table from Azure's codes to what a user is told. Sources: AZURE-BACKUP-API.md section 17. */
export interface AzureErrorRow {
  readonly codes: readonly string[]
  readonly code: string
  readonly exit: ExitReason
  /** Why, in a sentence that follows "Could not finish …: ". */
  readonly why: string
  readonly suggestions: readonly string[]
  /** Better suggestions, when Azure's own sentence holds what they need. */
  readonly advise?: (message: string) => readonly string[]
}

export const AZURE_ERRORS: readonly AzureErrorRow[] = [
  ...VAULT_ERRORS,
  {
    codes: ['ResourceGroupNotFound'],
    code: 'RESOURCE_GROUP_NOT_FOUND',
    exit: 'notFound',
    why: 'the resource group does not exist.',
    suggestions: ['List groups with `az group list -o table`, or create it with `az group create`.'],
  },
  {
    codes: ['ResourceNotFound'],
    code: 'RESOURCE_NOT_FOUND',
    exit: 'notFound',
    why: 'the resource does not exist.',
    suggestions: ['Check the name and the resource group; `azbk vault list` shows the vaults you can see.'],
  },
  {
    codes: ['SubscriptionNotFound', 'InvalidSubscriptionId'],
    code: 'SUBSCRIPTION_NOT_FOUND',
    exit: 'notFound',
    why: 'the subscription does not exist, or this login cannot see it.',
    suggestions: ['`azbk whoami` shows the login and its subscriptions.', 'Name another with --subscription.'],
  },
  {
    codes: ['AuthorizationFailed', 'LinkedAuthorizationFailed'],
    code: 'PERMISSION_MISSING',
    exit: 'noPermission',
    why: 'this login lacks a permission.',
    suggestions: [WHOAMI_ADVICE],
    advise: missingActionAdvice,
  },
  {
    codes: ['InvalidAuthenticationTokenTenant'],
    code: 'WRONG_TENANT',
    exit: 'noPermission',
    why: 'the login is for another tenant than the subscription.',
    suggestions: ['Log in to the tenant of the subscription: `az login --tenant <tenant>`, or set AZURE_TENANT_ID.'],
    advise: wrongTenantAdvice,
  },
  {
    codes: ['ExpiredAuthenticationToken'],
    code: 'LOGIN_EXPIRED',
    exit: 'noPermission',
    why: 'the login has expired.',
    suggestions: ['Run `az login` again, or renew AZBK_ACCESS_TOKEN when you gave one, and repeat the command.'],
  },
  {
    codes: ['InvalidAuthenticationToken', 'AuthenticationFailed', 'InvalidAuthenticationTokenAudience'],
    code: 'LOGIN_REQUIRED',
    exit: 'noPermission',
    why: 'Azure does not accept the login.',
    suggestions: ['Run `az login`, then try again; `azbk doctor` says which login is used and for which cloud.'],
  },
  {
    codes: ['MissingSubscriptionRegistration'],
    code: 'PROVIDER_NOT_REGISTERED',
    exit: 'refused',
    why: 'the subscription is not registered for the provider.',
    suggestions: [
      'Run `az provider register --namespace Microsoft.RecoveryServices --wait`; `azbk doctor` checks all providers.',
    ],
  },
  {
    codes: ['ResourceRequestsThrottled', 'TooManyRequests', 'SubscriptionRequestsThrottled'],
    code: 'THROTTLED',
    exit: 'throttled',
    why: 'Azure is throttling requests.',
    suggestions: ['Run the command again after the time Azure names; it is safe to repeat.'],
  },
  {
    codes: ['CloudDosTimeboudLimitReached', 'CloudDosAbsoluteLimitReached'],
    code: 'QUOTA_STOP',
    exit: 'throttled',
    why: 'the backup service has stopped this kind of call for some hours.',
    suggestions: ['Do not retry in a loop; run the command again tomorrow.'],
  },
  {
    codes: ['CloudInternalError'],
    code: 'AZURE_UNAVAILABLE',
    exit: 'failed',
    why: 'the backup service failed inside.',
    suggestions: ['Run the command again in some minutes; if it stays, give Microsoft support the request id.'],
  },
  {
    codes: ['BMSUserErrorDataSourceObjectNotFound'],
    code: 'ITEM_NOT_FOUND',
    exit: 'notFound',
    why: 'the vault has no such protected VM.',
    suggestions: ['`azbk status` shows which VMs are protected, and where.'],
  },
  {
    codes: ['BMSUserErrorConflictingProtectionOperation', 'BMSUserErrorObjectLocked'],
    code: 'ITEM_BUSY',
    exit: 'refused',
    why: 'another change of this item is still running.',
    suggestions: ['Run the command again in a minute; `azbk job list --status InProgress` shows what runs.'],
  },
  {
    codes: ['UserErrorOperationDeniedOnImmutableItem', 'UserErrorDeleteBackupItemOnImmutableItem'],
    code: 'IMMUTABLE',
    exit: 'refused',
    why: 'the vault is immutable: backup data cannot be deleted before its policy expires it.',
    suggestions: [
      'Stop and keep the data instead: `azbk unprotect --keep-data`, with --retain-as-per-policy to let it expire.',
    ],
  },
  {
    codes: ['BMSUserErrorInvalidConfigureProtectionRequest', 'BMSUserErrorInvalidSourceResourceId'],
    code: 'VM_NOT_BACKUPABLE',
    exit: 'refused',
    why: 'the vault cannot see this VM, also after looking for new ones.',
    suggestions: ['Check that the VM exists, runs in the region of the vault and belongs to its subscription.'],
  },
  {
    codes: ['BMSUserErrorPolicyObjectInUse'],
    code: 'POLICY_IN_USE',
    exit: 'refused',
    why: 'VMs follow the policy, or its kind would change.',
    suggestions: [
      '`azbk policy show --name <policy>` lists the VMs; move them with `azbk protect --vm <name> --policy <other>`.',
    ],
  },
  {
    codes: ['BMSUserErrorInvalidPolicyInput', 'BMSUserErrorInstantRPRetentionExceedsVaultedRetention'],
    code: 'POLICY_REFUSED',
    exit: 'refused',
    why: 'Azure does not take this schedule or retention.',
    suggestions: ['`azbk policy lint` checks a policy; if it finds nothing, please report this with the policy.'],
  },
  {
    codes: ['BMSUserErrorInvalidPolicyForGivenProvider'],
    code: 'POLICY_NOT_FOR_VMS',
    exit: 'refused',
    why: 'the policy is not one for virtual machines.',
    suggestions: ['`azbk policy list` shows the policies for VMs.'],
  },
  {
    codes: ['UserErrorMigrationFromTrustedLaunchVMToNonTrustedVMNotAllowed'],
    code: 'TRUSTED_LAUNCH_NEEDS_ENHANCED',
    exit: 'refused',
    why: 'a Trusted Launch VM needs an enhanced policy here.',
    suggestions: ['Choose an enhanced policy with --policy; `azbk policy list` shows the kinds.'],
  },
  {
    codes: ['BMSUserErrorCrossRegionRestoreNotEnabledInThisVault'],
    code: 'CROSS_REGION_RESTORE_OFF',
    exit: 'refused',
    why: 'the vault keeps no copies for its paired region.',
    suggestions: ['Switch it on with `azbk vault update --cross-region-restore` (geo-redundant vaults only; one-way).'],
  },
]

export interface NetworkErrorRow {
  readonly matches: (code: string, name: string) => boolean
  readonly code: string
  readonly exit: ExitReason
  readonly why: string
  readonly suggestions: readonly string[]
}

const oneOf =
  (...codes: string[]) =>
  (code: string) =>
    codes.includes(code)

/** Failures before any answer of Azure. */
export const NETWORK_ERRORS: readonly NetworkErrorRow[] = [
  {
    matches: (_, name) => /Credential|Authentication/.test(name),
    code: 'LOGIN_REQUIRED',
    exit: 'noPermission',
    why: 'there is no usable login.',
    suggestions: [
      'Run `az login`, or choose another way with --auth; `azbk doctor` says what each way lacks.',
      'No account? Add --mock.',
    ],
  },
  {
    matches: oneOf('ENOTFOUND', 'EAI_AGAIN'),
    code: 'DNS_FAILED',
    exit: 'failed',
    why: 'the address could not be resolved.',
    suggestions: ['Check the network, the VPN and --cloud or --arm-endpoint.'],
  },
  {
    matches: oneOf('ECONNREFUSED'),
    code: 'CONNECTION_REFUSED',
    exit: 'failed',
    why: 'nothing accepts connections at the address.',
    suggestions: ['Check --arm-endpoint and any proxy (HTTPS_PROXY, NO_PROXY).'],
  },
  {
    matches: oneOf(
      'ECONNRESET',
      'EPIPE',
      'ETIMEDOUT',
      'ECONNABORTED',
      'ERR_STREAM_PREMATURE_CLOSE',
      'REQUEST_SEND_ERROR',
      'PARSE_ERROR',
    ),
    code: 'CONNECTION_LOST',
    exit: 'failed',
    why: 'the connection broke and stayed broken.',
    suggestions: ['Run the command again; it is safe to repeat.'],
  },
  {
    matches: (code) => /CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code),
    code: 'TLS_FAILED',
    exit: 'failed',
    why: "the server's certificate is not trusted.",
    suggestions: ['Name the CA with NODE_EXTRA_CA_CERTS=<file.pem> when a proxy or a private endpoint has its own.'],
  },
]
