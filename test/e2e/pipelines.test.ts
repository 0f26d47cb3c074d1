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

/** The steps of a file in order, in whatever jobs and stages they are. */
function stepsOf(part: unknown): Step[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) => (key === 'steps' ? (value as Step[]) : stepsOf(value)))
}

/** The scripts of a file in order, without installing azbk. */
function scriptsOf(file: string): string[] {
  return stepsOf(parse(readFileSync(join(FOLDER, file), 'utf8')))
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

    expect(files).toHaveLength(10)
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
  )

  it.each(files.filter((file) => !/audit|apply|drill/.test(file)))('%s: runs to its end', async (file) => {
    const { run } = workplace()
    const scripts = scriptsOf(file)

    expect(scripts.join('\n')).toContain('azbk ')
    for (const script of scripts) {
      // VMs of the mock's world have other tags.
      const { code, stderr } = await run(script.replaceAll('--tag backup=yes', '--tag app=data'))
      expect({ script, code, stderr }).toMatchObject({ code: 0 })
    }
  })

  it.each(files.filter((file) => file.includes('drill')))(
    '%s: practises restores, leaves nothing but evidence, and takes other VMs the next time',
    async (file) => {
      const { at, run } = workplace()
      const script = scriptsOf(file).join('\n').replaceAll('--tag backup=yes', '--tag app=erp')
      const drilled = (path: string) =>
        JSON.parse(readFileSync(at(path), 'utf8')).machines.map(({ name }: { name: string }) => name)

      const first = await run(script)
      const [one = ''] = readdirSync(at('evidence')).filter((name) => name.endsWith('.json'))
      const second = await run(script)
      const [two = ''] = readdirSync(at('evidence')).filter((name) => name.endsWith('.json') && name !== one)

      expect({ code: first.code, out: first.stderr }).toMatchObject({ code: 0 })
      expect({ code: second.code, out: second.stderr }).toMatchObject({ code: 0 })
      expect(first.stdout).toMatch(/Resource group \S+ and all that was in it are deleted\./)
      const [before, after] = [drilled(`evidence/${one}`), drilled(`evidence/${two}`)]
      expect(before).toHaveLength(3)
      expect(after.filter((name: string) => !before.includes(name)).length).toBeGreaterThan(0)
    },
  )

  it.each(files.filter((file) => file.includes('apply')))(
    '%s: plans, moves what may be moved, and goes on with the same run when the job runs again',
    async (file) => {
      const { at, run } = workplace()
      writeFileSync(at('azbk.yaml'), 'limits: tight.yaml\n')
      writeFileSync(at('tight.yaml'), 'startsTogether: 1\n')
      const scripts = scriptsOf(file).map((script) => script.replace('--timeout 5h', '--timeout 1s'))
      const apply = scripts.pop() ?? ''

      const planned = await run(scripts.join('\n'))
      const first = await run(apply)
      const journals = readdirSync(at('journal'))
      // Azure Pipelines numbers the artifacts of a job's attempts; GitHub brings back the only one.
      if (file.startsWith('azure')) await run('mkdir journals && mv journal journals/journal-1')
      const second = await run(apply)

      expect([planned.code, planned.stderr]).toEqual([0, ''])
      expect(first.stderr).toContain('Run stagger-apply-')
      expect(journals).toHaveLength(1)
      expect(readdirSync(at('journal'))).toEqual(journals)
      // What is left depends on the hour: 8 waits for a safe time, 3 needs a backup first.
      for (const { code } of [first, second]) expect([0, 3, 8]).toContain(code)
      expect(first.stdout).toMatch(/^(?:\d+ [a-z ]+, )*[1-9]\d* (?:moved|waiting)\b/m)
    },
  )
})
