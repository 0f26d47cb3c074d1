import type { MockContext } from '../context.js'
import type { VaultMark, VaultRecord } from './model.js'

/** The mark that events of a vault carry. */
export function markOf(vault: VaultRecord): VaultMark {
  return { key: vault.key, numericId: vault.numericId }
}

/** The vault an event was made for, unless it is gone. */
export function vaultOfEvent(ctx: MockContext, mark: VaultMark): VaultRecord | undefined {
  const vault = ctx.state.backup.vaults[mark.key]
  return vault?.numericId === mark.numericId ? vault : undefined
}
