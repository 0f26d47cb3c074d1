import { sameName } from '../../core/names.js'
import { ofPoint } from './facts.js'

/**
 * The vault restores by an identity that it has, managed disks only, and not in its paired region. Source: Microsoft docs, "Restore
 * Azure VMs", restore with managed identities; AZURE-LIMITS.md D5.
 */
export const checkIdentity = ofPoint(
  (point, { target: { subject, vault, secondaryRegion }, options: { vaultIdentity } }) => {
    if (vaultIdentity === null) return []
    const leaveOut = 'Leave --vault-identity out.'
    if (secondaryRegion !== null) {
      const message = `VM '${subject.name}' cannot be restored by an identity of its vault across regions.`
      return [{ code: 'VAULT_IDENTITY_ELSEWHERE', message, suggestions: [leaveOut] }]
    }
    if (!point.managedDisks) {
      const message = `VM '${subject.name}' had its disks in a storage account: those cannot be restored by an identity of the vault.`
      return [{ code: 'UNMANAGED_DISKS', message, suggestions: [leaveOut] }]
    }
    if (vault === null) return []
    const { systemAssigned = false, userAssigned = [] } = vault.identity ?? {}
    const has = vaultIdentity === 'system' ? systemAssigned : userAssigned.some((id) => sameName(id, vaultIdentity))
    if (has) return []
    const message =
      vaultIdentity === 'system'
        ? `Vault '${vault.name}' has no system-assigned identity.`
        : `Vault '${vault.name}' does not have the identity ${vaultIdentity}.`
    const known = [...(systemAssigned ? ['system'] : []), ...userAssigned].map((id) => `--vault-identity ${id}`)
    const suggestions =
      known.length > 0 ? known : [`azbk vault update --name ${vault.name} --identity ${vaultIdentity}`, leaveOut]
    return [{ code: 'VAULT_IDENTITY_MISSING', message, suggestions }]
  },
)
