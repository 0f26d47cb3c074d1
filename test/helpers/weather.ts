import type { Fault } from '../../mocks/index.js'

/** The requests of `azbk vault list`. */
export const VAULT_LIST = { method: 'GET', path: /\/vaults\?/ }

/** An answer in place of Azure's own. */
export const azureSays = (
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Fault => ({
  kind: 'status',
  status,
  headers,
  body: { error: { code, message } },
})
