import { describe, expect, it } from 'vitest'
import { findGuard } from '../../../src/azure/guards.js'
import type { AzureSession } from '../../../src/azure/session.js'
import { deleteVault, findVault, knownVault, knownVaults, updateVault } from '../../../src/azure/vaults.js'
import type { Vault } from '../../../src/model/vault.js'
import { aVault } from '../../helpers/machines.js'
import { type Answer, scriptAzure } from '../../helpers/scripted-azure.js'

const VAULT = aVault()
const row = { id: VAULT.id, name: VAULT.name, location: VAULT.location, properties: {} }
const none: Answer = { body: { value: [] } }
const settings = { publicNetworkAccess: false }

const readAll = async (session: AzureSession) => {
  await knownVault(session, VAULT)
  await knownVaults(session, VAULT.subscriptionId)
  await findGuard(session, VAULT)
}

describe('what a session remembers of a vault', () => {
  it('is read once', async () => {
    const { session, sent } = scriptAzure([{ body: row }, { body: { value: [row] } }, none])

    await readAll(session)
    await readAll(session)

    expect(sent).toHaveLength(3)
  })

  it.each([
    ['a change', (session: AzureSession, vault: Vault) => updateVault(session, vault, { settings, approvals: [] })],
    ['a delete', (session: AzureSession, vault: Vault) => deleteVault(session, vault)],
  ])('is read anew after %s, also one that failed', async (_, write) => {
    const refused: Answer = { status: 409, body: { error: { code: 'ScopeLocked', message: 'Locked.' } } }
    const reads: Answer[] = [{ body: row }, { body: { value: [row] } }, none]
    const { session, sent } = scriptAzure([...reads, refused, ...reads])

    await readAll(session)
    await expect(write(session, VAULT)).rejects.toMatchObject({ code: 'SCOPE_LOCKED' })
    await readAll(session)

    expect(sent).toHaveLength(7)
  })

  it('never stands in for a fresh read', async () => {
    const { session, sent } = scriptAzure([{ body: row }, { body: row }])

    await knownVault(session, VAULT)
    await findVault(session, VAULT)

    expect(sent).toHaveLength(2)
  })
})
