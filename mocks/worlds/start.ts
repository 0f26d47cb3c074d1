import type { SoftDeleteProfile } from '../service/model.js'

/** Where a world stands when it is handed over: its calendar, and where its ids come from. */
export interface WorldStart {
  nowMs: number
  seed: number
  softDeleteProfile: SoftDeleteProfile
}
