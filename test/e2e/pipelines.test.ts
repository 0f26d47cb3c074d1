import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'

const FOLDER = fileURLToPath(new URL('../../docs/pipelines', import.meta.url))
const AZBK = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const files = readdirSync(FOLDER).sort()

/** Steps that run a script, as far as this needs them: GitHub's `run`, Azure's `script` and AzureCLI@2. */
interface Step {
  readonly name?: string
  readonly run?: string
  readonly displayName?: string
  readonly script?: string
  readonly inputs?: { readonly inlineScript?: string }
}

interface Pipeline {
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>>
  readonly steps?: readonly Step[]
}

/** The scripts of a file in order, without installing azbk. */
function scriptsOf(file: string): string[] {
  const { jobs = {}, steps = [] } = parse(readFileSync(join(FOLDER, file), 'utf8')) as Pipeline
  const all = [...Object.values(jobs).flatMap((job) => job.steps), ...steps]
  return all
    .filter((step) => (step.name ?? step.displayName) !== 'Install azbk')
    .flatMap((step) => step.run ?? step.script ?? step.inputs?.inlineScript ?? [])
}

/** An empty folder with `azbk` on the path, which speaks to a mock of its own. */
function workplace() {
  const folder = mkdtempSync(join(tmpdir(), 'azbk-pipeline-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const shim = join(folder, 'azbk')
  writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${AZBK}' "$@"\n`)
  chmodSync(shim, 0o755)
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    AZBK_MOCK: '1',
    AZBK_STATE_DIR: join(folder, 'state'),
    AZBK_SUBSCRIPTION: '00000000-0000-0000-0000-000000000001',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    CI: 'true',
  }
  const run = async (script: string) => {
    const options = { cwd: folder, env }
    try {
      return { code: 0, ...(await promisify(execFile)('bash', ['-e', '-c', script], options)) }
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string }
    }
  }
  return { at: (name: string) => join(folder, name), run }
}

describe('the pipelines of docs/pipelines.md', () => {
  it('are all named there', () => {
    const page = readFileSync(join(FOLDER, '../pipelines.md'), 'utf8')

    expect(files).toHaveLength(6)
    for (const file of files) expect(page).toContain(`(pipelines/${file})`)
  })

  it.each(files.filter((file) => file.includes('audit')))(
    '%s: finds what is wrong, and the next day nothing new',
    async (file) => {
      const { at, run } = workplace()
      const [script = '', ...others] = scriptsOf(file)

      const first = await run(script)
      const second = await run(script)

      expect(others).toEqual([])
      expect([first.code, first.stderr]).toEqual([10, ''])
      expect([second.code, second.stderr]).toEqual([0, ''])
      expect(existsSync(at('audit/jobs'))).toBe(true)
      expect(readFileSync(at('audit.xml'), 'utf8')).toContain('<testsuite name="azbk stagger audit"')
      expect(JSON.parse(readFileSync(at('audit/yesterday.json'), 'utf8')).result.baseline.new).toEqual([])
    },
    120_000,
  )

  it.each(files.filter((file) => !file.includes('audit')))(
    '%s: runs to its end',
    async (file) => {
      const { run } = workplace()
      const scripts = scriptsOf(file)

      expect(scripts.join('\n')).toContain('azbk ')
      for (const script of scripts) {
        // VMs of the mock's world have other tags.
        const { code, stderr } = await run(script.replaceAll('--tag backup=yes', '--tag app=data'))
        expect({ script, code, stderr }).toMatchObject({ code: 0 })
      }
    },
    120_000,
  )
})
