import type { ProtectionState } from './model.js'

/** What can be done to protection; `none` is a VM without an item in the vault. */
export type ProtectionAction =
  | 'enable'
  | 'changePolicy'
  | 'stop'
  | 'suspend'
  | 'resume'
  | 'deleteSoft'
  | 'deleteHard'
  | 'undelete'
  | 'backup'
  | 'purge'

type Place = ProtectionState | 'none'

/** The life of an item. An action that is not named in a row is refused there. Source: REST docs, recordings of 2024. */
const PROTECTION_TRANSITIONS: Record<Place, Partial<Record<ProtectionAction, Place>>> = {
  none: { enable: 'IRPending' },
  IRPending: {
    changePolicy: 'IRPending',
    stop: 'ProtectionStopped',
    suspend: 'BackupsSuspended',
    deleteSoft: 'SoftDeleted',
    deleteHard: 'none',
    backup: 'Protected',
  },
  Protected: {
    changePolicy: 'Protected',
    stop: 'ProtectionStopped',
    suspend: 'BackupsSuspended',
    deleteSoft: 'SoftDeleted',
    deleteHard: 'none',
    backup: 'Protected',
  },
  ProtectionStopped: {
    stop: 'ProtectionStopped',
    resume: 'Protected',
    deleteSoft: 'SoftDeleted',
    deleteHard: 'none',
  },
  BackupsSuspended: {
    stop: 'ProtectionStopped',
    suspend: 'BackupsSuspended',
    resume: 'Protected',
    deleteSoft: 'SoftDeleted',
    deleteHard: 'none',
  },
  SoftDeleted: { undelete: 'ProtectionStopped', purge: 'none' },
}

/** State after an action, or undefined when it is refused. Resuming an item without points leads to IRPending. */
export function stateAfter(from: Place, action: ProtectionAction, hasPoints: boolean): Place | undefined {
  const to = PROTECTION_TRANSITIONS[from][action]
  return to === 'Protected' && action === 'resume' && !hasPoints ? 'IRPending' : to
}
