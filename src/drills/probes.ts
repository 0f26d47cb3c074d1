import { usageError } from '../core/errors.js'
import type { ProbeResult } from '../model/drill.js'
import type { OsType } from '../model/machine.js'
import type { ProbeWish } from './input.js'

/** Something to look at inside a VM: a script that prints {@link PASSED} in a line of its own when all is well. */
export interface Probe {
  readonly name: string
  readonly script: readonly string[]
}

const PASSED = 'AZBK_PROBE_PASSED'
const SECONDS = 10
/** What is kept of what a probe printed. */
const KEPT_CHARS = 500

/** Azure does not tell how a script ended: each probe says so itself. */
export function probesFor(osType: OsType, { service, tcp, script }: ProbeWish): Probe[] {
  const shell = SHELLS[osType]
  return [
    ...service.map((name) => ({ name: `service ${name}`, script: shell.service(name) })),
    ...tcp.map((text) => ({ name: `tcp ${text}`, script: shell.tcp(parseAddress(text)) })),
    ...(script === null ? [] : [{ name: `script ${script.name}`, script: shell.own(script.text) }]),
  ]
}

/** What a probe printed, judged. */
export function judge(
  probe: Probe,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): ProbeResult {
  const lines = stdout.split(/\r?\n/)
  const passed = lines.some((line) => line.trim() === PASSED)
  const said = [...lines.filter((line) => line.trim() !== PASSED), stderr].join('\n').trim()
  return { name: probe.name, passed, detail: said.slice(-KEPT_CHARS) || (passed ? 'well' : 'printed nothing') }
}

interface Address {
  readonly host: string
  readonly port: number
}

interface Shell {
  service(name: string): string[]
  tcp(address: Address): string[]
  own(script: string): string[]
}

const SHELLS: Readonly<Record<OsType, Shell>> = {
  Linux: {
    service: (name) => [`systemctl is-active '${name}' && echo ${PASSED}`],
    tcp: ({ host, port }) => [`timeout ${SECONDS} bash -c '</dev/tcp/${host}/${port}' && echo ${PASSED}`],
    own: (script) => ['(', ...script.split(/\r?\n/), `) && echo ${PASSED}`],
  },
  Windows: {
    service: (name) => [`if ((Get-Service -Name '${name}').Status -eq 'Running') { Write-Output '${PASSED}' }`],
    tcp: ({ host, port }) => [
      `if (Test-NetConnection -ComputerName ${host} -Port ${port} -InformationLevel Quiet) { Write-Output '${PASSED}' }`,
    ],
    // In a process of its own, whose exit code tells how it ended: `exit 0` must not end the probe before it has passed.
    own: (script) => [
      "$file = Join-Path $env:TEMP 'azbk-probe.ps1'",
      `[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String('${base64(script)}'))`,
      'powershell.exe -NoProfile -ExecutionPolicy Bypass -File $file',
      `if ($LASTEXITCODE -eq 0) { Write-Output '${PASSED}' }`,
      'Remove-Item $file',
    ],
  },
}

/** With the mark by which Windows PowerShell knows UTF-8. */
function base64(text: string): string {
  return Buffer.from(`\ufeff${text}`).toString('base64')
}

const ADDRESS = /^(?:([a-z0-9.-]+):)?([0-9]{1,5})$/i
/** @throws INVALID_ADDRESS (2) */
export function parseAddress(text: string): Address {
  const [, host = 'localhost', port = ''] = ADDRESS.exec(text) ?? []
  const number = Number(port)
  if (number >= 1 && number <= 65_535) return { host, port: number }
  throw usageError('INVALID_ADDRESS', `'${text}' is no port and no host:port.`, [
    'Write --tcp 443, or --tcp db-01:5432 for a VM of the same drill.',
  ])
}
