import { readFileSync } from 'node:fs'
import type { Plugin } from 'esbuild'
import { SDK_MEMBERS } from '../src/azure/sdk-members.js'

const GROUP = /[\\/]@azure[\\/](arm-\w+)[\\/].*(?:operations[\\/](\w+)|classic[\\/](\w+)[\\/]index)\.js$/

/** Leaves the groups of operations that azbk does not use out of the SDKs, whose clients name them all. */
export const leanSdks: Plugin = {
  name: 'lean-sdks',
  setup({ onLoad }) {
    onLoad({ filter: GROUP }, ({ path }) => {
      const [, sdk = '', ...groups] = path.match(GROUP) ?? []
      const used: readonly (string | undefined)[] = SDK_MEMBERS[sdk as keyof typeof SDK_MEMBERS] ?? groups
      if (groups.some((group) => group === 'index' || used.includes(group))) return undefined
      const names = readFileSync(path, 'utf8').matchAll(/^export (?:class|function) (\w+)/gm)
      // Clients call it as a function or with `new`.
      return { contents: [...names].map(([, name]) => `export function ${name}() {}`).join('\n') }
    })
  },
}
