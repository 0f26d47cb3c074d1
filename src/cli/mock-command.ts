import { Flags, type Interfaces } from '@oclif/core'
import { usageError } from '../core/errors.js'
import type { DoorPlace } from '../mock/door.js'
import { BaseCommand } from './base-command.js'

/** Which mock a verb works on, when it is not that of the state file. */
export const serverFlag = {
  server: Flags.string({
    env: 'AZBK_MOCK_SERVER',
    helpValue: '<url|ready file>',
    summary: 'A mock that `azbk mock serve` runs, in place of the state file',
  }),
}

/** A verb that works on a mock itself, in its state file or in a server, and not through Azure's API. */
export abstract class MockCommand<R> extends BaseCommand<R> {
  /** Call once, after parsing. A state file that was typed goes before a server that a variable names. */
  protected async doorPlace(parsed: Pick<Interfaces.ParserOutput, 'flags' | 'raw'>): Promise<DoorPlace> {
    const typed = (name: string) => parsed.raw.some((token) => token.type === 'flag' && token.flag === name)
    if (typed('server') && typed('mock-state')) {
      throw usageError('TWO_MOCKS', '--server and --mock-state name two mocks.', ['Leave out one of them.'])
    }
    const server = typed('mock-state') ? null : ((parsed.flags.server as string | undefined) ?? null)
    const { env, cwd } = this.runtime
    return { ...(await this.mockPlace(parsed)), server, env, cwd }
  }

  /** A step of long work, on stderr. */
  protected tell(step: string): void {
    if (this.settings?.quiet !== true) this.runtime.stderr.write(`${step}\n`)
  }
}
