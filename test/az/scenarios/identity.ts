import type { Scenario } from '../scenario.js'
import { backUpVm, protectVm, VAULT, vaultAndGroup, vmFile } from '../steps.js'

const NAMED = '-n vault-a -g rg-a'
const IDENTITIES =
  '/subscriptions/{subscription}/resourceGroups/rg-a/providers/Microsoft.ManagedIdentity/userAssignedIdentities'
const KEY = 'https://contoso.vault.azure.net/keys/backup/0123456789abcdef0123456789abcdef'

export const identity: Scenario = {
  name: 'identity and encryption',
  steps: [
    ...vaultAndGroup,
    { az: `backup vault identity show ${NAMED}`, is: { '@': null } },
    {
      az: `backup vault encryption show ${NAMED}`,
      is: { 'properties.encryptionAtRestType': 'MicrosoftManaged', 'properties.lastUpdateStatus': 'NotEnabled' },
    },
    { az: `backup vault encryption update ${NAMED} --encryption-key-id ${KEY}`, exit: 1, says: /enable identities/ },
    { az: `backup vault identity assign ${NAMED}`, exit: 1, says: /no operation specified/ },
    {
      az: `backup vault identity assign ${NAMED} --system-assigned`,
      is: { 'identity.type': 'SystemAssigned', 'identity.principalId': /^[0-9a-f-]{36}$/ },
    },
    {
      az: `backup vault identity assign ${NAMED} --user-assigned ${IDENTITIES}/id-a ${IDENTITIES}/id-b`,
      is: { 'identity.type': 'SystemAssigned, UserAssigned', 'length(keys(identity.userAssignedIdentities))': 2 },
    },
    {
      az: `backup vault identity show ${NAMED}`,
      is: { type: 'SystemAssigned, UserAssigned', 'values(userAssignedIdentities)[0].principalId': /^[0-9a-f-]{36}$/ },
    },
    {
      az: `backup vault encryption update ${NAMED} --encryption-key-id ${KEY} --mi-user-assigned ${IDENTITIES}/id-a`,
    },
    {
      az: `backup vault encryption show ${NAMED}`,
      is: {
        'properties.encryptionAtRestType': 'CustomerManaged',
        'properties.keyUri': KEY,
        'properties.userAssignedIdentity': /id-a$/,
        'properties.infrastructureEncryptionState': 'Disabled',
      },
    },
    { az: `backup vault encryption update ${NAMED} --encryption-key-id ${KEY} --mi-system-assigned` },
    { az: `backup vault encryption show ${NAMED}`, is: { 'properties.useSystemAssignedIdentity': true } },
    { az: `backup vault show ${NAMED}`, is: { 'properties.encryption.keyVaultProperties.keyUri': KEY } },
    {
      az: `backup vault identity remove ${NAMED} --user-assigned ${IDENTITIES}/id-a`,
      is: { 'identity.type': 'SystemAssigned, UserAssigned', 'length(keys(identity.userAssignedIdentities))': 1 },
    },
    {
      az: `backup vault identity remove ${NAMED} --user-assigned`,
      is: { 'identity.type': 'SystemAssigned', 'identity.userAssignedIdentities': null },
    },
    { az: `backup vault identity remove ${NAMED} --user-assigned`, exit: 1, says: /no user assigned identities/ },
    { az: `backup vault identity remove ${NAMED} --system-assigned`, is: { 'identity.type': 'None' } },
    { az: `backup vault identity remove ${NAMED} --system-assigned`, exit: 1, says: /not enabled/ },
  ],
}

const RESTORE = `backup restore restore-disks ${VAULT} -c vm-a -i vm-a -r {point} --storage-account stagea --target-resource-group rg-a`
const KEYS = '/subscriptions/{subscription}/resourceGroups/rg-a/providers/Microsoft.Compute/diskEncryptionSets/keys-a'

export const restoreWithKeys: Scenario = {
  name: 'restore with keys and identities',
  files: vmFile,
  steps: [
    ...vaultAndGroup,
    { az: `backup vault identity assign ${NAMED} --user-assigned ${IDENTITIES}/id-a` },
    {
      az: `backup vault encryption update ${NAMED} --encryption-key-id ${KEY} --mi-user-assigned ${IDENTITIES}/id-a --infrastructure-encryption Enabled`,
    },
    {
      az: `backup vault encryption show ${NAMED}`,
      is: { 'properties.infrastructureEncryptionState': 'Enabled', 'properties.lastUpdateStatus': 'Succeeded' },
    },
    ...protectVm,
    ...backUpVm,
    { az: 'storage account create -n stagea -g rg-a -l westeurope --sku Standard_LRS' },
    { az: `${RESTORE} --mi-user-assigned ${IDENTITIES}/id-b`, exit: 1, says: /does not have the specified User MI/ },
    { az: `${RESTORE} --mi-system-assigned`, exit: 1, says: /System MI is enabled/ },
    { az: `${RESTORE} --mi-user-assigned ${IDENTITIES}/id-a`, saves: { job: 'name' } },
    { az: `backup job wait ${VAULT} -n {job}`, is: { 'properties.status': 'Completed' } },
    { az: `${RESTORE} --disk-encryption-set-id ${KEYS}`, exit: 1, says: /disk encryption set does not exist/ },
    {
      az: `disk-encryption-set create -g rg-a -n keys-a -l westeurope --key-url ${KEY}`,
      is: { provisioningState: 'Succeeded' },
    },
    { az: `${RESTORE} --disk-encryption-set-id ${KEYS}`, saves: { job: 'name' } },
    { az: `backup job wait ${VAULT} -n {job}`, is: { 'properties.status': 'Completed' } },
    { az: 'disk list -g rg-a', is: { 'length([?encryption.diskEncryptionSetId])': 3 } },
  ],
}
