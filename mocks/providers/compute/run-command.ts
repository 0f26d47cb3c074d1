import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { type JsonObject, listOf, objectOf, sameName, spell, textOf } from '../../json.js'
import { pageReply } from '../../paging.js'
import {
  agentSilent,
  commandUnknown,
  extensionRefused,
  extensionsForbidden,
  scriptInvalid,
  scriptOfOtherOs,
  scriptRunning,
} from './errors.js'
import { guestOf } from './guest.js'
import { runScript, type ScriptResult } from './guest-shell.js'
import { startCompute } from './operations.js'
import { COMMANDS, type CommandRow, commandBody } from './run-command-table.js'
import type { VmRecord } from './state.js'
import { osTypeOf } from './vm-body.js'
import { requireVm } from './vms.js'

/** Azure shows the last bytes of each stream. Source: docs, run-command. */
const MAX_OUTPUT = 4096

/** A script is stopped then. Source: docs, run-command. */
const MAX_RUN_MS = 90 * 60_000

/** Longest script that is taken, in bytes: not verified, see UNSURE.md. */
const MAX_SCRIPT = 256 * 1024

/** POST runCommand: an operation that ends with what the script printed. Its exit code is nobody's to see, as in Azure. */
export function postRunCommand(ctx: MockContext, call: ArmCall): ArmReply {
  const vm = requireVm(ctx, call)
  const command = requireCommand(call.body.commandId)
  const osType = osTypeOf(vm)
  if (command.osType !== osType) throw scriptOfOtherOs(command.osType, osType)
  if (vm.power !== 'running') throw extensionRefused()
  if (objectOf(vm.properties.osProfile).allowExtensionOperations === false) throw extensionsForbidden()
  if ((vm.scriptUntilMs ?? 0) > ctx.now()) throw scriptRunning()
  const script = requireScript(call.body, command)
  vm.scriptUntilMs = ctx.now() + Math.round(MAX_RUN_MS / ctx.settings.jobSpeed)
  const effect = { kind: 'script-run', vmKey: vm.id.toLowerCase() } as const
  const start = { location: vm.location, effect }
  if (!vm.agentReady) {
    const error = agentSilent(vm.name)
    return { status: 202, headers: startCompute(ctx, call, { ...start, timing: 'agentSilence', error }) }
  }
  const result = runScript(script, {
    shell: osType === 'Linux' ? 'sh' : 'powershell',
    hostName: textOf(objectOf(vm.properties.osProfile).computerName) ?? vm.name,
    rules: guestOf(ctx, vm).rules,
    reaches: (host) => hasBooted(ctx, vm, host),
    variables: parametersOf(call.body),
  })
  // A script that comes while the VM boots waits for the agent.
  const extraMs = Math.max(0, (vm.agentSinceMs ?? 0) - ctx.now()) + Math.round(result.delayMs / ctx.settings.jobSpeed)
  const output = { value: OUTPUTS[osType](result) }
  return { status: 202, headers: startCompute(ctx, call, { ...start, timing: 'runCommand', output, extraMs }) }
}

/** A neighbour takes connections once its agent reports; VMs of a group are neighbours: not verified, see UNSURE.md. */
function hasBooted(ctx: MockContext, { group, location }: VmRecord, host: string): boolean {
  return Object.values(ctx.state.compute.virtualMachines).some(
    (vm) =>
      sameName(vm.group, group) &&
      sameName(vm.location, location) &&
      sameName(textOf(objectOf(vm.properties.osProfile).computerName) ?? vm.name, host) &&
      vm.power === 'running' &&
      vm.agentReady &&
      (vm.agentSinceMs ?? 0) <= ctx.now(),
  )
}

/** GET of the commands that a region knows. */
export function listCommands(_ctx: MockContext, call: ArmCall): ArmReply {
  return pageReply(call, COMMANDS, { pageSize: COMMANDS.length, toBody: (row) => commandBody(row, 'row') })
}

/** GET of one of them, with the script that it runs. */
export function getCommand(_ctx: MockContext, call: ArmCall): ArmReply {
  return { status: 200, body: commandBody(requireCommand(call.params.command), 'whole') }
}

function requireCommand(id: unknown): CommandRow {
  const command = COMMANDS.find((row) => sameName(row.id, textOf(id)))
  if (!command) throw commandUnknown()
  return command
}

function requireScript(body: JsonObject, command: CommandRow): string {
  if (body.script === undefined || body.script === null) return command.script.join('\n')
  const lines = listOf(body.script)
  if (!Array.isArray(body.script) || lines.some((line) => typeof line !== 'string'))
    throw scriptInvalid('it must be a list of lines.')
  const script = lines.join('\n')
  if (Buffer.byteLength(script) > MAX_SCRIPT) throw scriptInvalid(`it is longer than ${MAX_SCRIPT} bytes.`)
  return script
}

/** By name; by number too, as a shell script gets them. */
function parametersOf(body: JsonObject): Record<string, string> {
  const rows = listOf(body.parameters).map(objectOf)
  const entries = rows.flatMap(({ name, value }, index) => [
    [spell(name), spell(value)],
    [String(index + 1), spell(value)],
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

/** Statuses that tell what a script printed: one for both streams on Linux, one for each on Windows. Source: issue threads. */
const OUTPUTS: Record<CommandRow['osType'], (result: ScriptResult) => JsonObject[]> = {
  Linux: ({ stdout, stderr }) => [
    statusOf('ProvisioningState/succeeded', `Enable succeeded: \n[stdout]\n${tail(stdout)}\n[stderr]\n${tail(stderr)}`),
  ],
  Windows: ({ stdout, stderr }) => [
    statusOf('ComponentStatus/StdOut/succeeded', tail(stdout).replace(/\n$/, '')),
    statusOf('ComponentStatus/StdErr/succeeded', tail(stderr).replace(/\n$/, '')),
  ],
}

function statusOf(code: string, message: string): JsonObject {
  return { code, level: 'Info', displayStatus: 'Provisioning succeeded', message }
}

function tail(text: string): string {
  return Buffer.from(text).subarray(-MAX_OUTPUT).toString()
}
