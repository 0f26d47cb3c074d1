import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

// npm run pack-gate: what users would get, installed into an empty folder without a network, must start, run the demo,
// serve as a library with types, and do what docs/mock.md shows to tests.
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'azbk pack '))

try {
  run('npm', ['pack', '--silent', '--pack-destination', folder], root)
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? ''
  console.log(`${tarball}: ${(statSync(join(folder, tarball)).size / 1e6).toFixed(1)} MB`)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `./${tarball}`])

  const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
  if (installed.join() !== 'azbk') throw new Error(`azbk came with packages: ${installed.join(', ')}`)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const said = run(join(folder, 'node_modules/.bin/azbk'), ['--version'])
  if (!said.startsWith(`azbk/${version} `)) throw new Error(`azbk --version said ${said}`)
  run(process.execPath, ['node_modules/azbk/bin/demo.js'])
  useAsLibrary()
  useInTests()
  console.log('The packed azbk starts, runs the demo, and serves as a library and in tests.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function useAsLibrary(): void {
  const program = `import { AzbkError, type AppContext, EXIT_CODES, listVaults, packExactly, type PackResult } from 'azbk'
export const list: (ctx: AppContext) => Promise<unknown> = listVaults
export const code: number = new AzbkError({ code: 'X', message: 'x', exit: 'notFound' }).exitCode
if (code !== EXIT_CODES.notFound) throw new Error('azbk as a library does not work')
// 8 bins without waste, which rules of thumb do not find: this asks HiGHS.
const items = [41, 26, 33, 38, 35, 27, 49, 25, 26, 40, 31, 29, 36, 37, 27, 36, 31, 33, 29, 33, 38, 31, 28, 41]
const { bins }: PackResult = await packExactly({ capacity: 100, items, iterations: 0 })
if (bins.length !== 8) throw new Error('The solver does not work')
`
  writeFileSync(join(folder, 'program.ts'), program)
  compile('program.ts', '--skipLibCheck')
  run(process.execPath, ['program.js'])
}

/** The JavaScript of docs/mock.md, with the packages that it names. Types are checked in full: azbk's must need its peers alone. */
function useInTests(): void {
  const page = readFileSync(join(root, 'docs/mock.md'), 'utf8')
  const examples = [...page.matchAll(/^```(ts|js)\n(.*?)^```$/gms)].map(([, language, code = '']) => ({
    language,
    code,
  }))
  if (examples.length < 3) throw new Error('docs/mock.md shows no tests.')
  for (const name of ['@azure/core-auth', '@azure/core-rest-pipeline', '@types/node']) link(name)
  writeFileSync(
    join(folder, 'types.ts'),
    `import { createMock, serveMock } from 'azbk/mock'\nvoid [createMock, serveMock]\n`,
  )
  compile('types.ts')
  checkRequired()
  for (const name of ['@azure/arm-recoveryservices', '@azure/arm-recoveryservicesbackup', '@azure/identity']) link(name)
  const files = examples.map(({ language, code }, index) => {
    const name = `example-${index + 1}.test.${language === 'ts' ? 'ts' : 'cjs'}`
    writeFileSync(join(folder, name), code)
    return name
  })
  compile(...files.filter((name) => name.endsWith('.ts')))
  run(process.execPath, ['--test', ...files.map((name) => name.replace(/\.ts$/, '.js'))])
}

/** CommonJS programs see everything that modules see; `node16` is strict about what they may require. */
function checkRequired(): void {
  const program = `import * as required from 'azbk/mock'
const all: typeof import('azbk/mock', { with: { 'resolution-mode': 'import' } }) = required
void all
`
  writeFileSync(join(folder, 'types-required.cts'), program)
  compile('types-required.cts', '--module', 'node16')
}

function compile(...filesAndFlags: string[]): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  run(process.execPath, [tsc, '--strict', '--module', 'nodenext', '--target', 'es2023', ...filesAndFlags])
}

/** A package of this checkout in the consumer's folder, as npm would put it there. */
function link(name: string): void {
  const place = join(folder, 'node_modules', name)
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), place, 'junction')
}

/** Runs to the end and returns what was printed; throws when it fails, with what was printed shown. */
function run(command: string, argv: readonly string[], cwd = folder): string {
  try {
    return execFileSync(command, argv, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    })
  } catch (error) {
    console.error((error as { stdout?: string }).stdout)
    throw error
  }
}
