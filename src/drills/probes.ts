import type { GuestAnswer } from '../azure/run-command.js'
import { usageError } from '../core/errors.js'
import { distinctBy } from '../core/group.js'
import { nameKey } from '../core/names.js'
import type { ProbeResult } from '../model/drill.js'
import type { OsType } from '../model/machine.js'
import type { ProbeWish } from './input.js'

/** Something to look at inside a VM: a script that prints {@link PASSED} in a line of its own when all is well. */
export interface Probe {
  readonly name: string
  readonly script: readonly string[]
  /** What it means when it fails and prints nothing. */
  readonly silence: string
  /** Of the user: what it prints may be secret. */
  readonly own?: boolean
  /** It looks at another VM, which must have booted. */
  readonly elsewhere?: boolean
}

const PASSED = 'AZBK_PROBE_PASSED'
const SECONDS = 10
/** What is kept of what a probe printed. */
const KEPT_CHARS = 500
/** Begins the lines of the user's script that the evidence keeps. */
const KEPT_LINE = /^\s*evidence:\s*/i

/** Azure does not tell how a script ended: each probe says so itself. */
export function probesFor(osType: OsType, { service, tcp, script }: ProbeWish): Probe[] {
  const shell = SHELLS[osType]
  return [
    ...service.map((name) => ({ name: `service ${name}`, script: shell.service(name), silence: 'does not run' })),
    ...tcp.map((text) => {
      const address = parseAddress(text)
      const silence = `took no connection within ${SECONDS} seconds`
      return { name: `tcp ${text}`, script: shell.tcp(address), silence, elsewhere: address.host !== HERE }
    }),
    ...(script === null ? [] : [ownProbe(script.name, shell.own(script.text))]),
  ]
}

function ownProbe(name: string, script: readonly string[]): Probe {
  return { name: `script ${name}`, script, silence: 'did not end with 0', own: true }
}

/** The other VMs that each VM is to reach. */
export function hostsElsewhere({ tcp }: ProbeWish): string[] {
  const hosts = tcp.map((text) => parseAddress(text).host)
  return distinctBy(
    hosts.filter((host) => host !== HERE),
    nameKey,
  )
}

/** What a probe printed, judged. */
export function judge(probe: Probe, { stdout, stderr }: GuestAnswer): ProbeResult {
  const lines = stdout.split(/\r?\n/)
  const passed = lines.some((line) => line.trim() === PASSED)
  const said = probe.own ? keptLines(lines) : printed({ stdout, stderr })
  return { name: probe.name, passed, detail: said.slice(-KEPT_CHARS) || (passed ? 'well' : probe.silence) }
}

/** All of it but the mark of a probe that passed. */
export function printed({ stdout, stderr }: GuestAnswer): string {
  const lines = stdout.split(/\r?\n/).filter((line) => line.trim() !== PASSED)
  return [...lines, stderr].join('\n').trim()
}

function keptLines(lines: readonly string[]): string {
  return lines.flatMap((line) => (KEPT_LINE.test(line) ? [line.replace(KEPT_LINE, '').trimEnd()] : [])).join('\n')
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
    // Read from a file descriptor: that takes neither its standard input nor a folder where files may be run.
    own: (script) => {
      const lines = script.split(/\r?\n/)
      return [`${interpreterOf(lines[0])} /dev/fd/3 3<<'${END}' && echo ${PASSED}`, ...lines, END]
    },
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

const END = 'AZBK_PROBE_END'

/** As its first line says. */
function interpreterOf(line = ''): string {
  return /^#!\s*(\S.*?)\s*$/.exec(line)?.[1] ?? '/bin/sh'
}

/** With the mark by which Windows PowerShell knows UTF-8. */
function base64(text: string): string {
  return Buffer.from(`\ufeff${text}`).toString('base64')
}

/** The VM itself. */
const HERE = 'localhost'
const ADDRESS = /^(?:([a-z0-9.-]+):)?([0-9]{1,5})$/i

/** @throws INVALID_ADDRESS (2) */
export function parseAddress(text: string): Address {
  const [, host = HERE, port = ''] = ADDRESS.exec(text) ?? []
  const number = Number(port)
  if (number >= 1 && number <= 65_535) return { host, port: number }
  throw usageError('INVALID_ADDRESS', `'${text}' is no port and no host:port.`, [
    'Write --tcp 443, or --tcp db-01:5432 for a VM of the same drill.',
  ])
}
