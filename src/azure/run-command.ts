import { AzbkError } from '../core/errors.js'
import type { MachineRef, OsType } from '../model/machine.js'
import { runPoller } from './poller.js'
import type { AzureSession } from './session.js'

/** What a script printed inside a VM; Azure keeps the last 4,096 bytes of each. */
export interface GuestAnswer {
  readonly stdout: string
  readonly stderr: string
}

/** Source: Microsoft docs, "Run scripts in your VM by using action run commands". */
const COMMANDS: Readonly<Record<OsType, string>> = { Linux: 'RunShellScript', Windows: 'RunPowerShellScript' }

/**
 * Runs a script inside a VM, which must run and have its agent ready, and waits for its end (90 minutes at most). The
 * exit code of the script is not told. Sent once: a script may not be harmless twice.
 */
export async function runInGuest(
  session: AzureSession,
  { machine, osType }: { readonly machine: MachineRef; readonly osType: OsType },
  script: readonly string[],
): Promise<GuestAnswer> {
  const { virtualMachines } = await session.compute(machine.subscriptionId)
  const what = `running a script in VM '${machine.name}'`
  const answer = await runPoller(session, what, (options) =>
    virtualMachines.beginRunCommand(
      machine.resourceGroup,
      machine.name,
      { commandId: COMMANDS[osType], script: [...script] },
      options,
    ),
  )
  return readAnswer(answer?.value ?? [], what)
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
