import { AzbkError } from '../core/errors.js'
import type { MachineRef, OsType } from '../model/machine.js'
import { pollPauseMs } from './operations.js'
import { runPoller } from './poller.js'
import { sendOnce } from './send-once.js'
import type { AzureSession } from './session.js'

/** What a script printed inside a VM; Azure keeps the last 4,096 bytes of each. */
export interface GuestAnswer {
  readonly stdout: string
  readonly stderr: string
}

/** Source: Microsoft docs, "Run scripts in your VM by using action run commands". */
const COMMANDS: Readonly<Record<OsType, string>> = { Linux: 'RunShellScript', Windows: 'RunPowerShellScript' }

/**
 * Runs a script inside a VM, which must run and have its agent ready, and waits for its end, `session.timeoutMs` at most.
 * The exit code of the script is not told. A script that runs already, sent by somebody else or before a lost answer, is
 * waited for; then this one is sent again: it must do no harm twice.
 */
export async function runInGuest(
  session: AzureSession,
  place: { readonly machine: MachineRef; readonly osType: OsType },
  script: readonly string[],
): Promise<GuestAnswer> {
  const what = `running a script in VM '${place.machine.name}'`
  const answer = await sendOnce(session, what, {
    send: () => whenFree(session, () => sendScript(session, { ...place, what }, script)),
    findEffect: async () => undefined,
  })
  return readAnswer(answer?.value ?? [], what)
}

async function sendScript(
  session: AzureSession,
  { machine, osType, what }: { readonly machine: MachineRef; readonly osType: OsType; readonly what: string },
  script: readonly string[],
) {
  const { virtualMachines } = await session.compute(machine.subscriptionId)
  const command = { commandId: COMMANDS[osType], script: [...script] }
  return runPoller(session, what, (options) =>
    virtualMachines.beginRunCommand(machine.resourceGroup, machine.name, command, options),
  )
}

const BUSY_PAUSE_MS = 10_000

/** Azure runs one script in a VM at a time. */
async function whenFree<T>(session: AzureSession, send: () => Promise<T>): Promise<T> {
  const startedAt = session.clock.now().getTime()
  for (;;) {
    try {
      return await send()
    } catch (error) {
      if (!isBusy(error) || session.clock.now().getTime() - startedAt >= session.timeoutMs) throw error
      await session.clock.sleep(pollPauseMs(session, undefined, BUSY_PAUSE_MS), session.signal)
    }
  }
}

/** The code says only that there is a conflict. Source: issue threads of Azure's SDKs. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof AzbkError) || error.details.status !== 409) return false
  return /execution is in progress/i.test(String(error.details.azureMessage))
}

interface StatusRow {
  readonly code?: string
  readonly message?: string
}

/** Windows has a status for each stream; Linux has both in one message. */
function readAnswer(rows: readonly StatusRow[], what: string): GuestAnswer {
  const stream = (name: string) => rows.find(({ code }) => code?.toLowerCase().includes(`/${name}/`))?.message
  const [out, err] = [stream('stdout'), stream('stderr')]
  if (out !== undefined || err !== undefined) return { stdout: out ?? '', stderr: err ?? '' }
  const parts = rows[0]?.message?.match(/\[stdout\]\r?\n?([\s\S]*?)\r?\n?\[stderr\]\r?\n?([\s\S]*)$/)
  if (parts) return { stdout: parts[1]?.trimEnd() ?? '', stderr: parts[2]?.trimEnd() ?? '' }
  throw new AzbkError({
    code: 'RUN_COMMAND_UNREADABLE',
    exit: 'failed',
    kind: 'azure',
    message: `Azure's answer to ${what} has neither output nor errors.`,
  })
}
