import { compileEstate } from '../src/slots/compile.js'
import { LIMITS_PROFILES } from '../src/slots/limit-profiles.js'
import { wordyEstate } from './fleets/estate.js'
import { figure, median, printTable } from './mock/figures.js'

const SIZES = [400, 4_000, 40_000, 100_000]
const ROUNDS = 5

/** From an estate in words to problems in numbers. Aim: 100,000 VMs well below 1 s. */
export function bench(): void {
  printTable(['VMs', 'vaults', 'policies', 'parts', 'cold ms', 'median ms', 'CPU ms', 'heap MB'], SIZES.map(measure))
}

function measure(vms: number): string[] {
  const estate = wordyEstate({ vms, seed: 1 })
  const before = usedHeap()
  const compile = () => compileEstate(estate, { limits: LIMITS_PROFILES.current, dst: 'wallclock', from: '2026-11-22' })
  let compiled: ReturnType<typeof compile> | undefined
  const cpu: number[] = []
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    const used = process.cpuUsage()
    compiled = compile()
    const { user, system } = process.cpuUsage(used)
    cpu.push((user + system) / 1000)
    return performance.now() - start
  })
  const megabytes = (usedHeap() - before) / 1e6
  const { vaults, policies } = estate
  const counts = [vms, vaults.length, policies.length, compiled?.parts.length ?? 0]
  return [...counts, times[0] ?? 0, median(times), median(cpu), megabytes].map(figure)
}

/** After a collection where Node lets us ask for one (`node --expose-gc`). */
function usedHeap(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
