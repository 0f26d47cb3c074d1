import type { Scenario } from '../scenario.js'
import { vaultAndGroup } from '../steps.js'

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
