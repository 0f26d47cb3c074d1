import { sameArmId } from '../core/arm-id.js'
import { sameName } from '../core/names.js'
import { hasHeldItems, type Vault, type VaultEncryption, type VaultSettings } from '../model/vault.js'
import { blocked, changed, NOTHING, type Step, together } from './change.js'
import type { VaultWish } from './wish.js'

export function identityStep(vault: Vault, wish: VaultWish): Step {
  const before = { systemAssigned: false, userAssigned: [], ...vault.identity }
  const has = (list: readonly string[], id: string) => list.some((named) => sameArmId(named, id))
  const settings = identitiesAfter(vault, wish)
  const isSame =
    settings.systemAssigned === before.systemAssigned &&
    settings.userAssigned.length === before.userAssigned.length &&
    settings.userAssigned.every((id) => has(before.userAssigned, id))
  if (isSame) return NOTHING
  const key = vault.encryption?.identity
  const isKeyLost = key === 'system' ? !settings.systemAssigned : key && !has(settings.userAssigned, key)
  if (isKeyLost && wish.encryptionIdentity === undefined) {
    return blocked(
      'IDENTITY_IN_USE',
      `the encryption key is read with the identity ${key}, which cannot go.`,
      'Name another with --encryption-identity.',
    )
  }
  const { systemAssigned, userAssigned } = before
  return changed(vault, {
    reason: 'identity',
    before: { identity: { systemAssigned, userAssigned } },
    settings: { identity: settings },
  })
}

function identitiesAfter(vault: Vault, wish: VaultWish): NonNullable<VaultSettings['identity']> {
  const isRemoved = (id: string) => wish.removeIdentities.some((gone) => sameArmId(gone, id))
  const present = vault.identity?.userAssigned ?? []
  const added = wish.identities.filter((id) => id !== 'system' && !present.some((known) => sameArmId(known, id)))
  return {
    systemAssigned:
      ((vault.identity?.systemAssigned ?? false) || wish.identities.includes('system')) && !isRemoved('system'),
    userAssigned: [...present.filter((id) => !isRemoved(id)), ...added],
  }
}

export function encryptionStep(vault: Vault, wish: VaultWish): Step {
  const { encryptionKey, encryptionIdentity, infrastructureEncryption } = wish
  if (encryptionKey === undefined && encryptionIdentity === undefined && infrastructureEncryption === undefined) {
    return NOTHING
  }
  const before = vault.encryption
  const encryption: VaultEncryption = {
    keyUri: encryptionKey ?? before?.keyUri ?? null,
    identity: encryptionIdentity ?? before?.identity ?? null,
    infrastructureEncryption: infrastructureEncryption ?? before?.infrastructureEncryption ?? false,
  }
  if (before && sameName(JSON.stringify(encryption), JSON.stringify(before))) return NOTHING
  const refusals = encryptionRefusals(vault, wish, encryption)
  if (refusals.length > 0) return together(refusals)
  return changed(vault, {
    reason: before ? 'encryption key' : 'own encryption key, for good',
    before: before ? { encryption: before } : {},
    settings: { encryption },
    isOneWay: !before,
  })
}

/** Source: learn.microsoft.com/azure/backup/encryption-at-rest-with-cmk. */
function encryptionRefusals(vault: Vault, wish: VaultWish, encryption: VaultEncryption): readonly Step[] {
  const before = vault.encryption
  const isTooLate = !before && hasHeldItems(vault)
  const isDoubled = before && encryption.infrastructureEncryption !== before.infrastructureEncryption
  return [
    ...(isTooLate ? [tooLate()] : []),
    ...(encryption.keyUri === null
      ? [blocked('KEY_MISSING', 'no key is named.', 'Add --encryption-key <key uri>.')]
      : []),
    ...keyIdentityRefusals(vault, wish, encryption.identity),
    ...(isDoubled ? [fixedTogether()] : []),
  ]
}

function tooLate(): Step {
  const message = 'an own key can be chosen only before the first item is protected.'
  return blocked('KEY_TOO_LATE', message, 'Make a new vault with the key.')
}

function fixedTogether(): Step {
  const message = 'infrastructure encryption can be chosen only together with the first key.'
  return blocked('INFRASTRUCTURE_ENCRYPTION_FIXED', message)
}

function keyIdentityRefusals(vault: Vault, wish: VaultWish, identity: string | null): readonly Step[] {
  const after = identitiesAfter(vault, wish)
  if (identity === null) {
    const message = 'no identity to read the key with is named.'
    return [blocked('IDENTITY_MISSING', message, 'Add --encryption-identity system, or an identity id.')]
  }
  if (identity !== 'system') {
    if (after.userAssigned.some((id) => sameArmId(id, identity))) return []
    return [
      blocked('IDENTITY_MISSING', `the vault does not have the identity ${identity}.`, `Add --identity ${identity}`),
    ]
  }
  if (vault.identity?.systemAssigned && after.systemAssigned) return []
  return [
    blocked(
      'IDENTITY_TOO_NEW',
      'the identity of the vault must exist, with the right to use the key, before the key is set.',
      'First the vault with --identity system; then let it read the key; then `azbk vault update` with the key.',
    ),
  ]
}
