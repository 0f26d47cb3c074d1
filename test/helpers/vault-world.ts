import { createBackupWorld } from './backup-world.js'
import { type RunOptions, type RunResult, runAzbk } from './run-command.js'

type CommandClass = Parameters<typeof runAzbk>[0]

/** `rg-backup` with the empty vault `vault-contoso` in westeurope, and shorthands. */
export function createVaultWorld(options: Parameters<typeof createBackupWorld>[0] = {}) {
  const world = createBackupWorld({ vms: [], ...options })
  const { mock, vaultId, subscriptionId } = world
  const url = (path: string) => `https://management.azure.com${path}?api-version=2024-04-01`
  return {
    ...world,
    run: (command: CommandClass, argv: readonly string[], more: RunOptions = {}): Promise<RunResult> =>
      runAzbk(command, argv, { mock, ...more }),
    /** Sends past azbk; the calendar does not move. */
    send: (method: string, path: string, body: object = {}) =>
      mock.control.send({ method, url: url(path), body: JSON.stringify(body) }),
    /** Answers in place of Azure. */
    answer: (path: RegExp, status: number, body: unknown, times = 1) =>
      mock.control.inject({ path, times, fault: { kind: 'status', status, body } }),
    /** Writes that reached Azure since the start of the world. */
    writes: () => mock.control.requests.entries.filter(({ method }) => method !== 'GET' && method !== 'HEAD'),
    groupId: `/subscriptions/${subscriptionId}/resourceGroups/rg-backup`,
    vaultIdOf: (name: string) => vaultId.replace(/[^/]+$/, name),
  }
}

export function azureRefusal(code: string, message: string) {
  return { error: { code, message } }
}
