import { describe, expect, test } from 'vitest'
import { runScript } from '../../mocks/providers/compute/guest-shell.js'
import type { GuestRule } from '../../mocks/providers/compute/state.js'

const run = (script: string, rules: GuestRule[] = [], shell: 'sh' | 'powershell' = 'sh', variables = {}) =>
  runScript(script, { shell, hostName: 'web-01', rules, variables, reaches: (host) => host === 'db-01' })

const nginxIsDown: GuestRule = { contains: 'is-active nginx', exitCode: 3, stdout: 'inactive\n', stderr: 'no\n' }

describe('a shell script in a guest', () => {
  test.each([
    ['prints what it echoes', `# a comment\necho one; echo 'two  words' "three"`, 'one\ntwo  words three\n'],
    ['takes the good way', 'systemctl restart x && echo ok || echo bad', 'ok\n'],
    ['takes the branch of a command that succeeds', 'if which curl\nthen echo yes; else echo no; fi', 'yes\n'],
    [
      'turns a condition round',
      'if ! which curl; then echo no; elif true; then echo yes; else echo never; fi',
      'yes\n',
    ],
    ['knows its name and that services run', 'hostname; systemctl is-active nginx', 'web-01\nactive\n'],
    ['keeps what commands print', 'state=$(systemctl is-active nginx); echo "is $state, $?"', 'is active, 0\n'],
    ['compares', 'a=1; [ "$a" = 1 ] && echo same; if [ $a -ne 1 ]; then echo other; fi', 'same\n'],
    ['goes through a loop once', 'for i in 1 2 3; do echo turn; done; while false; do echo never; done', 'turn\n'],
    ['stops when it says so', 'echo before; exit 0; echo after', 'before\n'],
    ['formats', "printf 'a %s %d\\n' b 3", 'a b 3\n'],
    ['leaves out what nobody sees', 'echo a >/dev/null; echo b > /tmp/file; echo c 2>&1', 'c\n'],
    [
      'reaches neighbours that are there',
      "bash -c '</dev/tcp/db-01/22' && echo a; bash -c '</dev/tcp/gone/22' || echo b",
      'a\nb\n',
    ],
    [
      'runs a here-document',
      "/bin/sh /dev/fd/3 3<<'END' && echo well\necho a\nexit 0\necho b\nEND\necho c",
      'a\nwell\nc\n',
    ],
    ['tells how a here-document ended', "sh /dev/fd/3 3<<'END' && echo well\nexit 3\nEND", ''],
    ['skips blocks in a branch that is not taken', 'if false; then if true; then echo a; else echo b; fi; fi', ''],
  ])('%s', (_, script, stdout) => {
    expect(run(script)).toEqual({ stdout, stderr: '', delayMs: 0 })
  })

  test('sees a rule where its command stands', () => {
    const script = 'systemctl is-active nginx && echo up || echo down\nsystemctl is-active sshd'

    expect(run(script, [nginxIsDown])).toMatchObject({ stdout: 'inactive\ndown\nactive\n', stderr: 'no\n' })
  })

  test('sees it in a condition and in what is kept, with its exit code', () => {
    const script =
      'x=$(systemctl is-active nginx); echo "$x $?"; if systemctl is-active nginx >/dev/null; then echo a; else echo b; fi'

    expect(run(script, [nginxIsDown]).stdout).toBe('inactive 3\nb\n')
  })

  test('is answered as a whole by a rule that no statement holds', () => {
    const rule = { contains: 'one\necho two', stdout: 'all of it', delayMs: 500 }

    expect(run('echo one\necho two', [rule])).toEqual({ stdout: 'all of it', stderr: '', delayMs: 500 })
  })

  const PROBES = `probe() {
  name=$1; shift_of=$2
  if "$@" >/dev/null 2>&1; then echo "passed: $1"; else echo "failed: $1"; fi
}
early() { return 1; echo never; }
early || echo early
probe systemctl is-active nginx
for port in 443; do probe nc -z localhost 443; done`

  test('calls its functions', () => {
    expect(run(PROBES).stdout).toBe('early\npassed: systemctl\npassed: nc\n')
  })

  test('sees a rule in what a function is handed, written out or by a variable', () => {
    const rules = [nginxIsDown, { contains: 'localhost 443', exitCode: 1 }]

    expect(run(PROBES, rules).stdout).toBe('early\nfailed: systemctl\nfailed: nc\n')
    expect(run('port=443; nc -z localhost $port || echo closed', rules).stdout).toBe('closed\n')
  })

  test('gets its parameters', () => {
    expect(run('echo $1 $port', [], 'sh', { 1: '80', port: '80' }).stdout).toBe('80 80\n')
  })

  test('writes to the other stream', () => {
    expect(run('echo oops >&2')).toMatchObject({ stdout: '', stderr: 'oops\n' })
  })
})

describe('a PowerShell script in a guest', () => {
  test.each([
    ['prints', 'Write-Output "on $name"; Write-Host done', 'on db\ndone\n'],
    [
      'takes the branch of a healthy guest',
      "if ((Get-Service RdAgent).Status -eq 'Running') {\n  Write-Output 'ok'\n} else {\n  Write-Output 'bad'\n}\nWrite-Output end",
      'ok\nend\n',
    ],
    [
      'does not catch',
      'try { Test-Thing; Write-Output a } catch { Write-Output b } finally { Write-Output c }',
      'a\nc\n',
    ],
    [
      'compares',
      "$a = 'x'; if ($a -ne 'x') { Write-Output other } elseif ($a -eq 'x') { Write-Output same }",
      'same\n',
    ],
  ])('%s', (_, script, stdout) => {
    expect(run(script, [], 'powershell', { name: 'db' }).stdout).toBe(stdout)
  })

  test('takes the other branch where a rule says so', () => {
    const script = "if ((Get-Service W3SVC).Status -eq 'Running') { Write-Output ok } else { Write-Output bad }"

    expect(run(script, [{ contains: 'W3SVC', exitCode: 1 }], 'powershell').stdout).toBe('bad\n')
  })
})
