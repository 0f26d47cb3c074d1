import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

type Outputs = Metafile['outputs']

/** `import{a,b as c}from"../chunks/x.js";` or `import"./x.js";`, as esbuild writes it. */
const IMPORT = /import(?:\{([^}]*)\}from)?"(\.[^"]*\/)([^"/]+)";/g

/**
 * Writes the chunks that most commands need as two files: one with what the library needs too, one with the rest. Splitting
 * makes 40 chunks of them, and on Node 20 each costs as much as 50 KB of code.
 */
export async function mergeChunks(root: string, { outputs }: Metafile, options: BuildOptions): Promise<void> {
  const folder = join(root, 'dist/chunks')
  const library = closureOf(outputs, 'dist/src/index.js')
  const shared = sharedChunks(outputs)
  const groups = {
    'base.js': shared.filter((chunk) => library.has(chunk)),
    'cli.js': shared.filter((chunk) => !library.has(chunk)),
  }
  const homes = new Map(
    Object.entries(groups).flatMap(([file, chunks]) =>
      chunks.map((chunk, i) => [basename(chunk), { file, i }] as const),
    ),
  )
  for (const [file, chunks] of Object.entries(groups)) {
    const contents = chunks.map((chunk, i) => {
      const names = outputs[chunk]?.exports.map((name) => `${name} as ${name}_${i}`)
      return `export {${names}} from './${basename(chunk)}'`
    })
    const stdin = { contents: contents.join('\n'), resolveDir: folder }
    await build({ ...options, stdin, outfile: join(folder, file), plugins: [othersStay(chunks, options)] })
  }
  for (const chunk of shared) rmSync(join(root, chunk))
  redirectImports(join(root, 'dist'), homes)
}

/** All that the start of the command line needs, and what a third of the commands do. */
function sharedChunks(outputs: Outputs): string[] {
  const commands = Object.keys(outputs).filter((file) => outputs[file]?.entryPoint?.startsWith('commands/'))
  const needed = commands.flatMap((file) => [...closureOf(outputs, file)])
  const started = closureOf(outputs, 'dist/src/cli/main.js')
  return Object.keys(outputs).filter((file) => {
    const users = needed.filter((other) => other === file).length
    return file.startsWith('dist/chunks/') && (started.has(file) || users > commands.length / 3)
  })
}

/** The file and all that it imports before it runs. */
function closureOf(outputs: Outputs, file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  for (const { path, kind, external } of outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && !external) closureOf(outputs, path, known)
  return known
}

function othersStay(chunks: readonly string[], { banner }: BuildOptions): Plugin {
  const names = chunks.map((chunk) => basename(chunk))
  return {
    name: 'others-stay',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, kind }) =>
        kind === 'dynamic-import' || !names.includes(basename(path)) ? { path, external: true } : undefined,
      )
      onLoad({ filter: /\.js$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(banner?.js ?? '', ''),
      }))
    },
  }
}

function redirectImports(folder: string, homes: ReadonlyMap<string, { file: string; i: number }>): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )) {
    const text = readFileSync(join(folder, file), 'utf8')
    const redirected = text.replace(IMPORT, (all, names: string | undefined, path: string, chunk: string) => {
      const home = homes.get(chunk)
      if (home === undefined) return all
      const list = names?.split(',').map((name) => {
        const [from, to = from] = name.split(' as ')
        return `${from}_${home.i} as ${to}`
      })
      return `import${list === undefined ? '' : `{${list}}from`}"${path}${home.file}";`
    })
    if (redirected !== text) writeFileSync(join(folder, file), redirected)
  }
}
