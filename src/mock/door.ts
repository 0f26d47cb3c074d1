import type { StateSummary } from '../../mocks/index.js'
import type { Environment } from '../config/folders.js'
import type { MockPlace } from './state-file.js'

/** Where a mock is: in a state file, or in a server that runs. One of the two is null. */
export interface MockWhere {
  readonly file: string | null
  readonly server: string | null
}

/** What a mock holds, in numbers, and where it is. */
export interface MockSummary extends MockWhere, Readonly<StateSummary> {}

/** A mock as its own verbs reach it: through its control API, in a state file and in a running server alike. */
export interface MockDoor {
  readonly where: MockWhere
  /** Sends JSON (a text goes as it is) and resolves with the JSON that comes back. Throws AzbkError for a refusal. */
  send<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>
  /** Saves what changed and gives a state file back. */
  close(): Promise<void>
}

/** What opening a door takes. */
export interface DoorPlace extends MockPlace {
  /** URL or ready file of a server that runs; null = the state file. */
  readonly server: string | null
  readonly env: Environment
  readonly cwd: string
}

/** Opens the door to a mock for some work, and closes it after. */
export async function withMock<T>(place: DoorPlace, work: (door: MockDoor) => Promise<T>): Promise<T> {
  const door = await openMock(place)
  try {
    return await work(door)
  } finally {
    await door.close()
  }
}

async function openMock(place: DoorPlace): Promise<MockDoor> {
  if (place.server === null) {
    const { openFileDoor } = await import('./file-door.js')
    return openFileDoor(place)
  }
  const { openServerDoor } = await import('./server-door.js')
  return openServerDoor(place, place.server)
}
