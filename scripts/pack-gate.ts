import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// npm run pack-gate: what users would get, installed into an empty folder without a network, must start, run the demo,
// and serve as a library with types.
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
  console.log('The packed azbk starts, runs the demo, and serves as a library.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function useAsLibrary(): void {
  const program = `import { AzbkError, type AppContext, EXIT_CODES, listVaults } from 'azbk'
export const list: (ctx: AppContext) => Promise<unknown> = listVaults
export const code: number = new AzbkError({ code: 'X', message: 'x', exit: 'notFound' }).exitCode
if (code !== EXIT_CODES.notFound) throw new Error('azbk as a library does not work')
`
  writeFileSync(join(folder, 'program.ts'), program)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  run(process.execPath, [tsc, '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023', 'program.ts'])
  run(process.execPath, ['program.js'])
}

/** Runs to the end and returns what was printed; throws when it fails. */
function run(command: string, argv: readonly string[], cwd = folder): string {
  return execFileSync(command, argv, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  })
}
