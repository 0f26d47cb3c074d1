import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { judge, type Probe, probesFor } from '../../../src/drills/probes.js'

/** The script as Azure runs it in a Linux VM. */
function runScript(text: string, shell = 'sh') {
  const script = { name: 'check.sh', sha256: '', text }
  const [probe] = probesFor('Linux', { service: [], tcp: [], script, timeoutMs: 1 })
  const { stdout, stderr } = spawnSync(shell, ['-c', (probe?.script ?? []).join('\n')], { encoding: 'utf8' })
  return judge(probe as Probe, { stdout, stderr })
}

describe.runIf(process.platform === 'linux')('a script of the user', () => {
  it.each([
    ['that ends well', 'true', true],
    ['that ends with 0 before its end', 'exit 0\nfalse', true],
    ['that ends with 3', 'exit 3', false],
    ['whose last command fails', 'echo all is well\nfalse', false],
    ['that ends at the first error, as it says', 'set -e\nfalse\necho never', false],
    ['that cannot be parsed', ')\ntrue', false],
    ['with the ends of lines of Windows', 'set -e\r\ntest 1 = 1\r\n', true],
    ['that reads its input', 'read line || true\ntest -z "$line"', true],
    ['for another shell', '#!/usr/bin/env bash\nlist=(1 2)\n[[ $list == 1 ]]', true],
  ])('%s', (_, text, passed) => {
    expect(runScript(text)).toMatchObject({ name: 'script check.sh', passed })
    expect(runScript(text, 'bash')).toMatchObject({ passed })
  })

  it('leaves nothing of what it prints in the evidence but the lines that are meant for it', () => {
    const said = 'echo password: S3cret\necho S3cret >&2\necho "evidence: 1204 orders, the last of 06:10"\n'

    expect(runScript(said)).toMatchObject({ passed: true, detail: '1204 orders, the last of 06:10' })
    expect(runScript('echo S3cret; exit 1')).toMatchObject({ passed: false, detail: 'did not end with 0' })
    expect(runScript('echo S3cret')).toMatchObject({ passed: true, detail: 'well' })
  })
})
