/** The mock as azbk itself uses it: the library, and what its verbs do to a state file and a served mock. */
export { checkFaultRule } from './fault-check.js'
export { FAULT_PRESETS } from './fault-presets.js'
export { FAULT_PLACES } from './fault-rule.js'
export * from './library.js'
export { lockState, ownerOf, type StateLock } from './persistence.js'
export { CONTROL_HEADER, type Controlled, createControlApp } from './server/control.js'
export type { StateSummary } from './summary.js'
