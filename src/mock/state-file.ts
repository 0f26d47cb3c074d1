import { join } from 'node:path'
import type { MockState } from '../../mocks/index.js'
import type { Settings } from '../config/settings.js'
import type { Clock } from '../core/clock.js'
import { AzbkError, usageError } from '../core/errors.js'

/** How long one run waits for another that uses the same state, in ms. A server holds it for good: no wait. */
const LOCK_WAIT_MS = 5_000
const LOCK_RETRY_MS = 50

/** The state file of this run, held until `release`. */
export interface HeldState {
  readonly path: string
  /** Undefined when there is no file yet. */
  read(): MockState | undefined
  write(state: MockState): void
  /** Tells others who want the file where its state is served. */
  announce(address: string): void
  release(): void
}

/** Where the state is kept, and what waiting for it takes. */
export interface MockPlace {
  readonly settings: Pick<Settings, 'mockState' | 'stateDir'>
  readonly clock: Clock
  readonly signal: AbortSignal
}

export function mockStatePath({ settings }: MockPlace): string {
  return settings.mockState ?? join(settings.stateDir, 'mock.json')
}

/**
 * Takes the state file for this run; waits a little for a run that has it. Throws MOCK_STATE_LOCKED (exit 6) after that,
 * and at once when a server has it.
 */
export async function holdState(place: MockPlace): Promise<HeldState> {
  const { clock, signal } = place
  const path = mockStatePath(place)
  const { loadState, lockState, saveState, StateFileError } = await import('../../mocks/index.js')
  const problemOf = (error: unknown) => (error instanceof StateFileError ? error.problem : undefined)
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw error instanceof StateFileError ? stateFileError(error) : error
    }
  }
  const start = clock.now().getTime()
  for (;;) {
    try {
      const lock = lockState(path)
      return {
        path,
        read: () =>
          guarded(() => {
            try {
              return loadState(path)
            } catch (error) {
              if (problemOf(error) === 'missing') return undefined
              throw error
            }
          }),
        write: (state) => guarded(() => saveState(path, state)),
        ...lock,
      }
    } catch (error) {
      const waitedMs = clock.now().getTime() - start
      const mayEnd = error instanceof StateFileError && error.problem === 'locked' && error.owner.address === undefined
      if (!mayEnd || waitedMs >= LOCK_WAIT_MS) return guarded(() => raise(error))
      await clock.sleep(LOCK_RETRY_MS, signal)
    }
  }
}

function raise(error: unknown): never {
  throw error
}

/** Reads a state from a file that was named, without taking it. One that is no state is a mistake of the caller: exit 2. */
export async function readStateFile(path: string): Promise<MockState> {
  const { loadState, StateFileError } = await import('../../mocks/index.js')
  try {
    return loadState(path)
  } catch (error) {
    if (!(error instanceof StateFileError)) throw error
    if (error.problem === 'missing') throw stateFileError(error)
    throw usageError('MOCK_STATE_UNREADABLE', error.message, ['Name a file that `azbk mock dump` wrote.'])
  }
}

/** Writes a state to a file that was named. */
export async function writeStateFile(path: string, state: MockState): Promise<void> {
  const { saveState, StateFileError } = await import('../../mocks/index.js')
  try {
    saveState(path, state)
  } catch (error) {
    if (!(error instanceof StateFileError)) throw error
    throw usageError('MOCK_STATE_UNWRITABLE', error.message, ['Name a file in a folder that can be written to.'])
  }
}

interface FileProblem {
  readonly problem: string
  readonly path: string
  readonly message: string
  readonly owner: { readonly pid?: number | undefined; readonly address?: string | undefined }
}

const ADVICE = {
  missing: { code: 'MOCK_STATE_MISSING', exit: 'notFound', next: 'Check the path.' },
  corrupt: {
    code: 'MOCK_STATE_CORRUPT',
    exit: 'refused',
    next: 'Name another file; or start this one afresh with `azbk mock reset`, which takes it with --mock-state.',
  },
  version: {
    code: 'MOCK_STATE_VERSION',
    exit: 'refused',
    next: 'Use the azbk that wrote it; or start it afresh with `azbk mock reset`, which takes it with --mock-state.',
  },
  locked: {
    code: 'MOCK_STATE_LOCKED',
    exit: 'refused',
    next: 'Wait for that process, stop it, or use another file with --mock-state.',
  },
  io: {
    code: 'MOCK_STATE_UNWRITABLE',
    exit: 'failed',
    next: 'Check the disk and the permissions, or name another file with --mock-state.',
  },
} as const

function stateFileError(error: FileProblem): AzbkError {
  const advice = ADVICE[error.problem as keyof typeof ADVICE]
  const { pid, address } = error.owner
  return new AzbkError({
    code: advice.code,
    exit: advice.exit,
    message: error.message,
    suggestions: [...(address === undefined ? [] : servedAt(address)), advice.next],
    details: {
      path: error.path,
      ...(pid === undefined ? {} : { pid }),
      ...(address === undefined ? {} : { server: address }),
    },
    cause: error,
  })
}

function servedAt(address: string): string[] {
  return [
    `Let the mock's own verbs speak to that server: add --server ${address}`,
    'Let other commands use it as their Azure, with the variables that it printed when it started.',
  ]
}
