import { describe, expect, it } from 'vitest'
import { missingActionAdvice, wrongTenantAdvice } from '../../../src/azure/advice.js'
import { azureError } from '../../../src/azure/errors.js'

const SCOPE = '/subscriptions/s/resourceGroups/rg-app/providers/Microsoft.RecoveryServices/vaults/rsv-weu'
const BACKUP = 'Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/backup/action'

describe('a missing permission', () => {
  const refusal = `The client 'ops@contoso.com' with object id 'o' does not have authorization to perform action '${BACKUP}' over scope '${SCOPE}' or the scope is invalid.`

  it('is named with the role that holds it and the line to type', () => {
    const [missing, grant] = missingActionAdvice(refusal)

    expect(missing).toContain(BACKUP)
    expect(missing).toContain("'Backup Operator'")
    expect(grant).toContain(`--role "Backup Operator" --scope "${SCOPE}"`)
  })

  it('on a linked resource is named with that resource', () => {
    const linked = `The client has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '${SCOPE}', however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '/subscriptions/s/net' (respectively) or the linked scope(s) are invalid.`
    const [missing, grant] = missingActionAdvice(linked)

    expect(missing).toContain('subnets/join/action')
    expect(grant).toContain('--scope "/subscriptions/s/net"')
  })

  it('stands first among the suggestions of the error, which exits with 5', () => {
    const error = azureError({
      what: "backing up 'web-01'",
      status: 403,
      code: 'AuthorizationFailed',
      message: refusal,
    })

    expect(error).toMatchObject({ code: 'PERMISSION_MISSING', exitCode: 5 })
    expect(error.suggestions[0]).toContain('Backup Operator')
    expect(error.suggestions.at(-1)).toContain('azbk whoami')
  })

  it('is asked of an owner when no backup role holds it', () => {
    expect(
      missingActionAdvice(
        "does not have authorization to perform action 'Microsoft.Authorization/locks/write' over scope '/s'",
      ),
    ).toEqual([expect.stringContaining('ask an owner'), expect.stringContaining('azbk whoami')])
  })

  it('gives no advice when Azure words it otherwise', () => {
    expect(missingActionAdvice('Access denied.')).toEqual([])
  })
})

describe('a token of another tenant', () => {
  const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47'
  const message = `The access token is from the wrong issuer 'https://sts.windows.net/00000000-0000-0000-0000-000000000001/'. It must match the tenant 'https://sts.windows.net/${tenant}/' associated with this subscription.`

  it('leads to the tenant that the subscription belongs to', () => {
    expect(wrongTenantAdvice(message)).toEqual([expect.stringContaining(`az login --tenant ${tenant}`)])
    const error = azureError({ what: 'listing vaults', status: 401, code: 'InvalidAuthenticationTokenTenant', message })
    expect(error).toMatchObject({ code: 'WRONG_TENANT', exitCode: 5 })
  })

  it('gives no advice when Azure names none', () => {
    expect(wrongTenantAdvice('Wrong issuer.')).toEqual([])
  })
})
