import type { Scenario, Step } from '../scenario.js'

const LOGIN = 'login --service-principal --tenant {tenantId}'
const asOwner: Step = { az: `${LOGIN} -u {clientId} -p {clientSecret}` }
const loginAs = (identity: string, number: number): Step => ({
  az: `${LOGIN} -u 00000000-0000-0000-0000-0000000000c${number} -p azbk-mock-${identity}`,
  is: { 'sort([].name)': ['Contoso Development', 'Contoso Production'] },
})
const onMachine = { MSI_ENDPOINT: '{baseUrl}/msi/token' }
const VAULT_WEU = '-v vault-weu -g rg-backup-weu'
const WEB = `${VAULT_WEU} -c web-01 -i web-01 --backup-management-type AzureIaasVM`
const FORBIDDEN = { exit: 1, says: /AuthorizationFailed/ } as const

export const login: Scenario = {
  name: 'ways to log in',
  steps: [
    { az: 'cloud register -n found --endpoint-resource-manager {baseUrl}' },
    {
      az: 'cloud show -n found',
      is: {
        'endpoints.activeDirectory': /\/adfs\/?$/,
        'endpoints.activeDirectoryResourceId': /^https:\/\/127\.0\.0\.1/,
      },
    },
    { az: 'cloud set -n found' },
    { ...asOwner, is: { '[].state': ['Enabled'], '[].user.type': ['servicePrincipal'] } },
    { az: 'account show', is: { environmentName: 'found', state: 'Enabled' } },
    { az: 'account get-access-token', is: { tokenType: 'Bearer', accessToken: /^[\w-]+\.[\w-]+\.[\w-]+$/ } },
    { az: 'group list', is: { '@': [] } },
    { az: 'cloud set -n azbk' },
    { az: 'cloud unregister -n found' },
    asOwner,
    { az: `${LOGIN} -u {clientId} -p wrong`, exit: 1, says: /AADSTS7000215/ },
    { az: `${LOGIN} -u 00000000-0000-0000-0000-00000000dead -p x`, exit: 1, says: /AADSTS700016/ },
    { az: 'login --identity', env: onMachine, is: { '[].user.assignedIdentityInfo': ['MSI'] } },
    { az: 'group create -n rg-a -l westeurope', env: onMachine, is: { name: 'rg-a' } },
    { az: 'backup vault create -n vault-a -g rg-a -l westeurope', env: onMachine, is: { name: 'vault-a' } },
    { az: 'backup vault list', env: onMachine, is: { '[].name': ['vault-a'] } },
    { az: 'account clear' },
    { az: 'backup vault list', exit: 1, says: /az login/ },
    asOwner,
  ],
}

export const roles: Scenario = {
  name: 'roles',
  world: 'contoso',
  steps: [
    loginAs('backup-reader', 4),
    { az: 'backup vault list -g rg-backup-weu', is: { '[].name': ['vault-weu'] } },
    { az: `backup protection backup-now ${WEB}`, ...FORBIDDEN },
    { az: `backup protection disable ${WEB} --yes`, ...FORBIDDEN },
    { az: 'backup vault delete -n vault-eus-empty -g rg-backup-eus --yes', ...FORBIDDEN },
    loginAs('backup-operator', 3),
    { az: `backup protection backup-now ${WEB}`, is: { 'properties.operation': 'Backup' } },
    { az: `backup policy delete ${VAULT_WEU} -n unused-0500`, ...FORBIDDEN },
    loginAs('backup-contributor', 2),
    { az: `backup policy delete ${VAULT_WEU} -n unused-0500`, is: { '@': null } },
    { az: 'group create -n rg-new -l westeurope', ...FORBIDDEN },
    {
      az: `${LOGIN} -u 00000000-0000-0000-0000-0000000000c5 -p azbk-mock-none`,
      exit: 1,
      says: /No subscriptions found/,
    },
    asOwner,
  ],
}
