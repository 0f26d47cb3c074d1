import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

interface Locked {
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock = JSON.parse(readFileSync(fileURLToPath(new URL('../../package-lock.json', import.meta.url)), 'utf8'))
const packages = Object.entries(lock.packages as Record<string, Locked>)

it('names no registry, so that it serves behind any mirror', () => {
  expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
})

it('knows the packages of every platform: npm drops some when it updates the lock, and `npm ci` then refuses', () => {
  const paths = packages.map(([path]) => path)
  const wanted = packages.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))

  expect(wanted.filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([])
})

it('has no package outside of development: what azbk needs is bundled', () => {
  expect(lock.packages[''].dependencies ?? {}).toEqual({})
})
