/** The package's entry `azbk/mock`: an offline Azure for the tests of other programs. */
import type { MockServer, ServeOptions } from './server/serve-mock.js'

export type { ArmReply, ArmRequest } from './arm-types.js'
export type { ClockOptions } from './clock.js'
export type { Fault, FaultKind, FaultRule, PathPattern } from './fault-rule.js'
export type { FaultInput, StoredFault } from './faults.js'
export { createMock, type Mock, type MockControl, type MockOptions } from './mock.js'
export { loadState, StateFileError, type StateFileProblem, saveState } from './persistence.js'
export type { MockIdentity } from './providers/authorization/roles.js'
export type { GuestRecord, GuestRule } from './providers/compute/state.js'
export type { QuotaLimit, QuotasState, SkuRestriction } from './providers/usages.js'
export type { LoggedRequest, RequestLog } from './request-log.js'
export type { MockServer, ServedIdentity, ServeOptions } from './server/serve-mock.js'
export type { SoftDeleteProfile } from './service/model.js'
export type { TransferModel } from './service/transfer-model.js'
export type { MockState } from './store.js'
export type { ThrottleProfile } from './throttle.js'
export type { TimingKind } from './timings.js'
export type { EstateOptions, World } from './worlds/index.js'

/**
 * Serves a mock over HTTPS on loopback, for any Azure client, until it is closed. Loaded when called: a mock in the process
 * needs no server.
 * @throws RangeError for an address that other machines can reach; what Node says of a port in use.
 */
export async function serveMock(options: ServeOptions = {}): Promise<MockServer> {
  const server = await import('./server/serve-mock.js')
  return server.serveMock(options)
}
