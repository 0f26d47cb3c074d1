import { describe, expect, it } from 'vitest'
import type { AppContext } from '../../../src/context.js'
import { chooseVault, parseVaultName } from '../../../src/vaults/choose.js'
import { scriptAzure } from '../../helpers/scripted-azure.js'

const SUBSCRIPTION = 's1'

function row(path: string, location = 'westeurope') {
  const [group, name] = path.split('/')
  const id = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.RecoveryServices/vaults/${name}`
  return { id, name, location, properties: { provisioningState: 'Succeeded' } }
}

/** A context of what choosing needs: the settings' vaults, and Azure's answers. */
function contextOf(answers: readonly unknown[], vaults: Record<string, string> = {}) {
  const azure = scriptAzure(answers.map((body) => ({ body })))
  const session = { ...azure.session, subscriptionId: () => SUBSCRIPTION }
  return { ctx: { settings: { vaults }, session } as unknown as AppContext, sent: azure.sent }
}

describe('choosing a vault', () => {
  const rows = [row('rg-a/rsv-weu'), row('rg-b/rsv-neu', 'northeurope'), row('rg-b/rsv-neu2', 'northeurope')]

  it('takes the only vault of the region, however the region is written', async () => {
    const { ctx } = contextOf([{ value: rows }, row('rg-a/rsv-weu')])

    expect((await chooseVault(ctx, { location: 'West Europe' })).name).toBe('rsv-weu')
  })

  it('asks which one when the region has several', async () => {
    const { ctx } = contextOf([{ value: rows }])

    await expect(chooseVault(ctx, { location: 'northeurope' })).rejects.toMatchObject({
      code: 'VAULT_AMBIGUOUS',
      exitCode: 2,
      message: 'There are 2 vaults in northeurope, and none is named: rg-b/rsv-neu, rg-b/rsv-neu2.',
      suggestions: ['Add --vault rg-b/rsv-neu', 'Add --vault rg-b/rsv-neu2'],
    })
  })

  it('gives the create line when the region has none', async () => {
    const { ctx } = contextOf([{ value: rows }])

    await expect(chooseVault(ctx, { location: 'East US' })).rejects.toMatchObject({
      code: 'NO_VAULT',
      exitCode: 4,
      suggestions: ['azbk vault create --name rsv-eastus --resource-group <group> --location eastus'],
    })
  })

  it('prefers the named one over that of the settings, and that over the only one', async () => {
    const configured = { northeurope: 'rg-b/rsv-neu2' }

    const byFlag = contextOf([row('rg-b/rsv-neu')], configured)
    expect((await chooseVault(byFlag.ctx, { vault: 'rg-b/rsv-neu', location: 'northeurope' })).name).toBe('rsv-neu')

    const bySettings = contextOf([row('rg-b/rsv-neu2')], configured)
    expect((await chooseVault(bySettings.ctx, { location: 'North Europe' })).name).toBe('rsv-neu2')
  })

  it('reads the list once for a whole fleet', async () => {
    const { ctx, sent } = contextOf([{ value: rows }, row('rg-a/rsv-weu')])

    await Promise.all([1, 2, 3].map(() => chooseVault(ctx, { location: 'westeurope' })))
    await chooseVault(ctx, { vault: 'RSV-WEU' })

    expect(sent).toHaveLength(2)
  })
})

describe('a vault as typed', () => {
  const id = '/subscriptions/s2/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v1'

  it('is a name, group/name or an id', () => {
    expect(parseVaultName('v1', 's1')).toBe('v1')
    expect(parseVaultName('rg/v1', 's1')).toEqual({ subscriptionId: 's1', resourceGroup: 'rg', name: 'v1' })
    expect(parseVaultName(id, 's1')).toEqual({ subscriptionId: 's2', resourceGroup: 'rg', name: 'v1' })
  })

  it.each(['/', 'a/', '/b', 'a/b/c', `${id}/backupPolicies/p`, id.replace('vaults', 'things'), '/subscriptions/s2'])(
    "is not '%s'",
    (text) => {
      expect(() => parseVaultName(text, 's1')).toThrow(`'${text}' does not name a vault.`)
    },
  )
})
