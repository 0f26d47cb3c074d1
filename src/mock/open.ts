import type { Mock } from '../../mocks/index.js'
import { holdState, type MockPlace } from './state-file.js'

/** The mock of a run: in memory, loaded from its file and saved there when closed. */
export interface OpenMock extends Pick<Mock, 'httpClient' | 'credential' | 'now' | 'control'> {
  /** The subscription to use when the user named none. */
  readonly subscriptionId: string
  /** Saves the state and gives the file back. */
  close(): Promise<void>
}

/** What the first use of a state file makes. */
export const FIRST_WORLD = 'contoso'

/** Opens the mock of the state file; the first use makes the world `contoso`. */
export async function openMockFile(place: MockPlace): Promise<OpenMock> {
  const held = await holdState(place)
  try {
    const { createMock } = await import('../../mocks/index.js')
    const state = held.read()
    const mock = createMock(state === undefined ? { world: FIRST_WORLD } : { state })
    return {
      httpClient: mock.httpClient,
      credential: mock.credential,
      now: mock.now,
      control: mock.control,
      subscriptionId: mock.subscriptions[0]?.id ?? '',
      close: async () => {
        try {
          if (mock.control.isChanged()) held.write(mock.control.peek())
        } finally {
          held.release()
        }
      },
    }
  } catch (error) {
    held.release()
    throw error
  }
}
