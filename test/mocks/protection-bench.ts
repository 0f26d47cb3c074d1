import { createBench, itemPath, makeVault, makeVm } from './helpers.js'

export type Target = ReturnType<typeof createBench>

export const stateOf = (bench: Target, vm: string) => bench.send('GET', itemPath(vm)).body?.properties?.protectionState

export const immutable = { properties: { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } } }

export function withVm(options: Parameters<typeof createBench>[0] = {}) {
  const bench = createBench(options)
  makeVm(bench, 'web-01')
  makeVault(bench)
  return bench
}

export const put = (bench: Target, vm: string, body: object, apiVersion?: string) => {
  const reply = bench.send('PUT', itemPath(vm), body, apiVersion)
  bench.pass(600)
  return reply
}
