import type { StateSummary, World } from '../../mocks/index.js'
import type { Instant } from '../core/clock.js'
import { usageError } from '../core/errors.js'
import { type DoorPlace, type MockSummary, withMock } from './door.js'
import { readStateFile } from './state-file.js'

export const WORLD_NAMES = ['contoso', 'empty', 'fleet'] as const

export const THROTTLE_NAMES = ['none', 'azure'] as const

export const TRANSFER_MODELS = ['recorded', 'shared'] as const

/** A world to start in, as flags name it. */
export interface WorldChoice {
  readonly world: (typeof WORLD_NAMES)[number]
  /** Only with the world `fleet`. */
  readonly vms?: number | undefined
  readonly seed: number
}

export interface MockResetInput extends WorldChoice {
  /** Where the calendar begins; at the present time when absent. */
  readonly now?: Instant | undefined
  readonly softDeleteProfile: '2024' | 'current'
  readonly throttle: (typeof THROTTLE_NAMES)[number]
  readonly transferModel: (typeof TRANSFER_MODELS)[number]
}

export type MockResetResult = MockSummary

/** Replaces the state by a fresh world; also when the present file is corrupt. */
export function resetMock(place: DoorPlace, input: MockResetInput): Promise<MockResetResult> {
  worldOf(input)
  return withMock(place, async (door) => ({
    ...door.where,
    ...(await door.send<StateSummary>('POST', '/reset', input)),
  }))
}

/** The world that flags name. */
export function worldOf({ world, vms, seed }: WorldChoice): World {
  if (world === 'fleet') return { fleet: { vms: vms ?? DEFAULT_FLEET, seed } }
  if (vms === undefined) return world
  throw usageError('VMS_WITHOUT_FLEET', '--vms goes with --world fleet only.', [
    'Add --world fleet, or leave out --vms.',
  ])
}

const DEFAULT_FLEET = 1_000

export type MockLoadResult = MockSummary

/** Replaces the state by that of another file, after checking it. */
export async function loadMock(place: DoorPlace, file: string): Promise<MockLoadResult> {
  const state = await readStateFile(file)
  return withMock(place, async (door) => ({
    ...door.where,
    ...(await door.send<StateSummary>('PUT', '/state', state)),
  }))
}
