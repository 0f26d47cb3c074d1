/** What azbk can do, for programs: the same use cases that the commands run. */

export { CLOUDS, type Cloud } from './azure/clouds.js'
export { type AzureSession, createSession, type SessionOptions } from './azure/session.js'
export { azureTransport, mockTransport, type Transport } from './azure/transport.js'
export type { Settings } from './config/settings.js'
export type { AppContext, ConfirmRequest } from './context.js'
export { type Clock, systemClock } from './core/clock.js'
export { AzbkError } from './core/errors.js'
export { EXIT_CODES } from './core/exit-codes.js'
export type { ProgressEvent } from './core/progress.js'
export { listVaults, type VaultListResult } from './vaults/list.js'
