/** The offline Azure Resource Manager: state, service and transport of a backup client's world. */
export type { ArmReply, ArmRequest } from './arm-types.js'
export type { ClockOptions } from './clock.js'
export type { Fault, FaultRule } from './faults.js'
export { createMock, type Mock, type MockControl, type MockOptions } from './mock.js'
export {
  loadState,
  lockState,
  type ReleaseLock,
  StateFileError,
  type StateFileProblem,
  saveState,
} from './persistence.js'
export type { MockIdentity } from './providers/authorization/roles.js'
export type { LoggedRequest, RequestLog } from './request-log.js'
export type { SoftDeleteProfile } from './service/model.js'
export type { MockState } from './store.js'
export type { TimingKind } from './timings.js'
export type { World } from './worlds/index.js'
