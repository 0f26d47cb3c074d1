import type { Scenario } from '../scenario.js'
import { vaultLife } from './vault-life.js'

/** All of them, the longest first: they run side by side. */
export const SCENARIOS: readonly Scenario[] = [vaultLife]
