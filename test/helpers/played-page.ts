import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mock, MockState } from '../../mocks/index.js'
import { allCommands, type CommandEntry } from './all-commands.js'
import { createTestMock, runAzbk } from './run-command.js'
import { folderWith } from './temp-folder.js'

/** A block of a page that shows what commands print: `$ command`, and below it the output. */
const CONSOLE = /(?<=^```console\n)[\s\S]*?(?=^```$)/gm

/**
 * A page with the outputs that its commands have: all of them are run in order, as at a shell, on one world `contoso` on a
 * manual clock. An exit code other than 0 stands behind the output. Of az the few commands are there that the pages use.
 */
export async function playPage(text: string): Promise<string> {
  const shell = await createShell()
  const played: string[] = []
  for (const [block] of text.matchAll(CONSOLE)) {
    const commands = block.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : []))
    const outputs: string[] = []
    for (const command of commands) outputs.push(`$ ${command}\n${await shell(command)}`)
    played.push(outputs.join('\n'))
  }
  return text.replace(CONSOLE, () => played.shift() ?? '')
}

async function createShell(): Promise<(line: string) => Promise<string>> {
  const commands = await allCommands()
  const folder = await folderWith()
  const state = join(folder, 'mock.json')
  let mock = createTestMock()
  const env = { AZBK_STATE_DIR: folder }
  const run = async (line: string) => {
    const [program, ...words] = wordsOf(line)
    if (program === 'az') return runAz(mock, line.slice('az '.length))
    const { command, argv } = findCommand(commands, words)
    if (words[0] !== 'mock') return shown(await runAzbk(command as never, argv, { mock, env, cwd: folder, commands }))
    // Verbs on the mock itself work on a state file; what they do to the weather is taken from there.
    writeFileSync(state, JSON.stringify(mock.control.peek()))
    const output = await runAzbk(command as never, [...argv, '--mock-state', state], { mock: 'file', env })
    const { faults } = JSON.parse(readFileSync(state, 'utf8')) as MockState
    const clock = { kind: 'manual', start: mock.now().toISOString() } as const
    mock = createTestMock({ state: { ...mock.control.snapshot(), faults }, clock })
    return shown(output)
  }
  return async (line) => (await run(line)).replaceAll(folder, STATE_FOLDER).replace(DRILL, '$1-k3f9')
}

/** Where azbk keeps its state at home. */
const STATE_FOLDER = '~/.local/state/azbk'
/** Two drills that begin together differ by chance. */
const DRILL = /(?<=drill-)(\d{8}-\d{6})-\w{4}/g

/** Words of a command line, with what stands in quotes as one. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  )
}

function findCommand(commands: readonly CommandEntry[], words: readonly string[]) {
  const count = words.findLastIndex((_, i) => commands.some(({ name }) => name === words.slice(0, i + 1).join(' '))) + 1
  const entry = commands.find(({ name }) => name === words.slice(0, count).join(' '))
  if (entry === undefined) throw new Error(`There is no command 'azbk ${words.join(' ')}'.`)
  return { command: entry.command, argv: words.slice(count) }
}

function shown({ stdout, stderr, exitCode }: { stdout: string; stderr: string; exitCode: number }): string {
  const output = `${stderr}${stdout}`.replace(/[ \t]+$/gm, '').replace(/^\n+|(?<=\n)\n+$/g, '')
  return exitCode === 0 ? output : `${output}(exit code ${exitCode})\n`
}

/** What az makes on a page: its address below the subscription, and its body. Flags are `--name value` each. */
const AZ_CREATE: Readonly<Record<string, (flags: ReadonlyMap<string, string>) => readonly [string, object]>> = {
  'group create': (flags) => [`resourceGroups/${flags.get('name')}`, { location: flags.get('location') }],
  'storage account create': (flags) => [
    `resourceGroups/${flags.get('resource-group')}/providers/Microsoft.Storage/storageAccounts/${flags.get('name')}`,
    { location: flags.get('location'), kind: flags.get('kind'), sku: { name: flags.get('sku') } },
  ],
}

function runAz(mock: Mock, line: string): string {
  const verb = line.slice(0, line.indexOf(' --'))
  const flags = new Map([...line.matchAll(/--([a-z-]+) (\S+)/g)].map(([, name = '', value = '']) => [name, value]))
  const create = AZ_CREATE[verb]
  if (create === undefined) throw new Error(`'az ${verb}' is not played.`)
  const [path, body] = create(flags)
  const url = `https://management.azure.com/subscriptions/${mock.subscriptions[0]?.id}/${path}?api-version=2021-04-01`
  mock.control.send({ method: 'PUT', url, body: JSON.stringify(body) })
  return ''
}
