import type { JsonObject } from '../../json.js'

/** A command that can be run in a VM. Source: docs, run-command (a sample). */
export interface CommandRow {
  id: string
  osType: 'Windows' | 'Linux'
  label: string
  description: string
  /** What runs when the request brings no script. */
  script: readonly string[]
}

/** Those of both systems. */
export const COMMANDS: readonly CommandRow[] = [
  row('RunPowerShellScript', 'Windows', ['Executes a PowerShell script', 'Custom multiline PowerShell script.']),
  row(
    'IPConfig',
    'Windows',
    ['List IP configuration', 'Shows detailed information for the IP address.'],
    'ipconfig /all',
  ),
  row('RunShellScript', 'Linux', ['Executes a Linux shell script', 'Custom multiline shell script.']),
  row(
    'ifconfig',
    'Linux',
    ['List network configuration', 'Get the configuration of all network interfaces.'],
    'ifconfig',
  ),
]

/** A command as the wire shows it; lists leave the script out. */
export function commandBody({ id, osType, label, description, script }: CommandRow, view: 'row' | 'whole'): JsonObject {
  const $schema = 'http://schema.management.azure.com/schemas/2016-11-17/runcommands.json'
  const head = { $schema, id, osType, label, description }
  return view === 'row' ? head : { ...head, script }
}

function row(
  id: string,
  osType: CommandRow['osType'],
  [label, description]: readonly [string, string],
  ...script: string[]
): CommandRow {
  return { id, osType, label, description, script }
}
