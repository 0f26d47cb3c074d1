import type { Mock } from '../../mocks/index.js'
import { type HeldState, holdState, type MockPlace } from './state-file.js'

/** The mock of a run: in memory, loaded from its file, and saved there before an answer tells that a write is done. */
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
    const save = saverOf(mock, held, { isNew: state === undefined })
    return {
      httpClient: savingClient(mock, save, place),
      credential: mock.credential,
      now: mock.now,
      control: mock.control,
      subscriptionId: mock.subscriptions[0]?.id ?? '',
      close: async () => {
        try {
          save()
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

/** Saves what the file lacks. */
function saverOf({ control }: Mock, held: HeldState, { isNew }: { readonly isNew: boolean }): () => void {
  let saved = isNew ? -1 : 0
  return () => {
    const present = control.changes()
    if (present === saved) return
    held.write(control.peek())
    saved = present
  }
}

/** Answers to writes wait until they are saved: whoever is killed then has lost nothing that was said to be done. */
function savingClient({ httpClient }: Mock, save: () => void, { clock }: MockPlace): Mock['httpClient'] {
  let soon: Promise<void> | undefined
  const saveSoon = async () => {
    // What happens at the same time shares a save: one takes 0.1 s with 2,000 VMs.
    await clock.sleep(0)
    soon = undefined
    try {
      save()
    } catch {
      // It is tried again at the end, and told then.
    }
  }
  return {
    async sendRequest(request) {
      const response = await httpClient.sendRequest(request)
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        soon ??= saveSoon()
        await soon
      }
      return response
    },
  }
}
