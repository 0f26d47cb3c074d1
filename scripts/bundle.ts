import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
// Before the names of @peculiar/x509 are read: its dependency injection wants it.
import 'reflect-metadata'
import { build, type Metafile, type Plugin } from 'esbuild'
import { leanSdks } from './lean-sdks.js'
import { mergeChunks } from './merge-chunks.js'

/**
 * Bundles the TypeScript sources, and every package they use, into `dist/` as ES modules that share chunks.
 * Commands stay files of their own, because oclif loads them by path.
 */
export async function bundle(root: string): Promise<Metafile> {
  const [{ metafile }] = await Promise.all([bundleModules(root), bundleForRequire(root)])
  await mergeChunks(root, metafile, MODULES)
  // HiGHS looks for it next to its own code, which is a chunk.
  copyFileSync(join(root, 'node_modules/highs/build/highs.wasm'), join(root, 'dist/chunks/highs.wasm'))
  return metafile
}

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Names stay as they are: packages compare `error.name` and `constructor.name`, and stacks stay readable.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
} as const

const MODULES = {
  ...COMMON,
  format: 'esm',
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
} as const

/** Naming the global loads Node's fetch (15 ms), and no request of ours has a form as its body. */
const NO_FORM = { FormData: 'undefined' }

function bundleModules(root: string) {
  return build({
    ...MODULES,
    absWorkingDir: root,
    outdir: 'dist',
    entryPoints: entryPoints(root),
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    alias: ES_MODULES,
    define: { ...NO_FORM, __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    plugins: [leanSdks, leaveOut, namedDynamicImports, lazyBuiltins],
    metafile: true,
  })
}

/** The mock once more, for jest: it takes no ES module from a package unless told so by a flag of Node. */
function bundleForRequire(root: string) {
  return build({
    ...COMMON,
    absWorkingDir: root,
    outdir: 'dist',
    entryPoints: [{ in: 'mocks/library.ts', out: 'mocks/library' }],
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    define: NO_FORM,
    // Those who drive SDKs have it; `import()` is what jest would refuse.
    external: ['@azure/core-rest-pipeline'],
    supported: { 'dynamic-import': false },
  })
}

/**
 * Node takes the CommonJS form of these. Their ES modules shrink more, and share the one ES module copy of the SDK's
 * core with the other packages.
 */
const ES_MODULES = {
  'windows-iana': 'windows-iana/dist/windows-iana.esm.js',
  '@azure/arm-recoveryservices': '@azure/arm-recoveryservices/dist-esm/src/index.js',
  '@azure/arm-recoveryservicesbackup': '@azure/arm-recoveryservicesbackup/dist-esm/src/index.js',
}

interface EntryPoint {
  readonly in: string
  /** In dist, without the extension. */
  readonly out: string
}

function entryPoints(root: string): EntryPoint[] {
  const sources = [
    'src/index.ts',
    'src/cli/main.ts',
    'src/cli/help.ts',
    'src/cli/not-found.ts',
    // The thread of the solver.
    'src/slots/exact/worker.ts',
    'mocks/index.ts',
    'mocks/library.ts',
  ]
  return [
    ...sources.map((file) => ({ in: file, out: withoutExtension(file) })),
    ...commandsIn(root, 'commands'),
    ...PLUGINS.flatMap((name) => commandsIn(root, `node_modules/${name}/lib/commands`)),
  ]
}

/** oclif would read each plugin's files at every start, and a second @oclif/core: their commands are bundled as ours. */
const PLUGINS = ['@oclif/plugin-help', '@oclif/plugin-autocomplete']

function commandsIn(root: string, folder: string): EntryPoint[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.d)\.[jt]s$/.test(file))
    .map((file) => ({ in: join(folder, file), out: join('commands', withoutExtension(file)) }))
}

function withoutExtension(file: string): string {
  return file.replace(/\.[jt]s$/, '')
}

/**
 * What oclif asks for only to find commands, plugins and settings without a manifest, to read a tsconfig.json, or to
 * check its own engines: nothing that a built azbk does, and half of the code at start.
 */
const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(lilconfig|minimatch|semver|tinyglobby|typescript)$/ }, ({ path, importer }) =>
      importer.includes('@oclif/core') ? { path, namespace: 'left-out' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {}' }))
    // Only to ask whether Node is 16.9 or newer, at every login.
    onResolve({ filter: /^semver$/ }, ({ path, importer }) =>
      importer.includes('jsonwebtoken') ? { path, namespace: 'answered' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'answered' }, () => ({ contents: 'exports.satisfies = () => true' }))
  },
}

/**
 * An `import` of a module of Node reads all it exports, and so loads what hides behind getters: the standard streams
 * (`process`), Web Crypto, from Node 22 on `fetch` and WebSocket (`http`, 30 ms). What is used alone is read here.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
      kind === 'import-statement' && isBuiltin(path)
        ? { path: path.replace('node:', ''), namespace: 'builtin', sideEffects: false }
        : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'builtin' }, async ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter((name) => /^[\w$]+$/.test(name))
      const used = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => builtin.${name})()`)
      const builtin = `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)})`
      return { contents: [builtin, 'export default builtin', ...used].join('\n') }
    })
  },
}

const LAZY = 'lazy-package'

/**
 * `await import('pkg')` of a CommonJS package gives its names in Node, but only `default` in an esbuild bundle that
 * is split. Such an import goes through a small module that re-exports the names Node sees.
 */
const namedDynamicImports: Plugin = {
  name: 'named-dynamic-imports',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, namespace, resolveDir }) => {
      if (kind !== 'dynamic-import' || namespace === LAZY || isBuiltin(path)) return undefined
      const target = await resolve(path, { kind: 'import-statement', resolveDir })
      const asIs = target.external || (!isSdk(path) && isEsModule(target.path))
      return asIs ? target : { path, namespace: LAZY, pluginData: resolveDir }
    })
    onLoad({ filter: /.*/, namespace: LAZY }, async ({ path, pluginData: resolveDir }) => {
      const all = Object.keys(await import(path))
      const names = all.filter((name) => (isSdk(path) ? name.endsWith('Client') : /^[\w$]+$/.test(name)))
      return { contents: `export { ${names.join(', ')} } from ${JSON.stringify(path)}`, resolveDir }
    })
  },
}

/** Of these the client alone is used: the hundreds of enums beside it would stay in the bundle. */
function isSdk(path: string): boolean {
  return path.startsWith('@azure/arm-')
}

function isEsModule(file: string): boolean {
  return /^(?:import|export)\b/m.test(readFileSync(file, 'utf8'))
}
