import type { Mock } from '../../mocks/index.js'
import { readAnswer } from './control-answer.js'
import type { MockDoor } from './door.js'
import { FIRST_WORLD } from './open.js'
import { holdState, type MockPlace } from './state-file.js'

/** Who moves the calendar waits for nothing: the backups of its nights take as long as in Azure, and meet as they would there. */
const AS_IN_AZURE = { jobSpeed: 1 } as const

/**
 * The mock of the state file, held until the door is closed. Its state is read when it is first asked for: a corrupt one
 * can be reset. What was done is saved at the end, unless something failed.
 */
export async function openFileDoor(place: MockPlace): Promise<MockDoor> {
  const { createControlApp, createMock } = await import('../../mocks/index.js')
  const held = await holdState(place)
  let mock: Mock | undefined
  let isChanged = false
  const present = () => {
    if (mock) return mock
    const state = held.read()
    mock = createMock({ ...(state === undefined ? { world: FIRST_WORLD } : { state }), ...AS_IN_AZURE })
    return mock
  }
  const app = createControlApp({
    mock: present,
    replace: (start) => {
      mock = createMock({ world: FIRST_WORLD, ...start, ...AS_IN_AZURE })
    },
  })
  return {
    where: { file: held.path, server: null },
    async send<T>(method: string, path: string, body?: unknown) {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const answer = await app.request(path, { method, ...(text === undefined ? {} : { body: text }) })
      const result = readAnswer(answer.status, await answer.text())
      isChanged ||= method !== 'GET'
      return result as T
    },
    async close() {
      try {
        if (mock && (isChanged || mock.control.isChanged())) held.write(mock.control.peek())
      } finally {
        held.release()
      }
    },
  }
}
