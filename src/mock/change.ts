import { createMock, type MockState, type World } from '../../mocks/index.js'
import { usageError } from '../core/errors.js'
import { holdState, type MockPlace, readStateFile } from './state-file.js'
import { type MockSummary, summarizeMock } from './summary.js'

export const WORLD_NAMES = ['contoso', 'empty', 'fleet'] as const

export interface MockResetInput {
  readonly world: (typeof WORLD_NAMES)[number]
  /** Only with the world `fleet`. */
  readonly vms?: number | undefined
  readonly seed: number
  readonly softDeleteProfile: '2024' | 'current'
}

export type MockResetResult = MockSummary

/** Replaces the state by a fresh world; also when the present file is corrupt. */
export async function resetMock(place: MockPlace, input: MockResetInput): Promise<MockResetResult> {
  const { seed, softDeleteProfile } = input
  const world = worldOf(input)
  return replaceState(place, () => createMock({ world, seed, softDeleteProfile }).control.snapshot())
}

/** The world that flags name. */
export function worldOf({ world, vms, seed }: Pick<MockResetInput, 'world' | 'vms' | 'seed'>): World {
  if (world === 'fleet') return { fleet: { vms: vms ?? DEFAULT_FLEET, seed } }
  if (vms === undefined) return world
  throw usageError('VMS_WITHOUT_FLEET', '--vms goes with --world fleet only.', [
    'Add --world fleet, or leave out --vms.',
  ])
}

const DEFAULT_FLEET = 1_000

export type MockLoadResult = MockSummary

/** Replaces the state by that of another file, after checking it. */
export async function loadMock(place: MockPlace, file: string): Promise<MockLoadResult> {
  const state = await readStateFile(file)
  return replaceState(place, () => state)
}

async function replaceState(place: MockPlace, make: () => MockState): Promise<MockSummary> {
  const held = await holdState(place)
  try {
    const state = make()
    held.write(state)
    return summarizeMock(held.path, state)
  } finally {
    held.release()
  }
}
