import { describe, expect, it } from 'vitest'
import type { DrillTask } from '../../../src/drills/one.js'
import { Gate, outOfReach } from '../../../src/drills/siblings.js'

const task = (name: string, region: string) => ({ restore: { id: name, name, order: { region, newMachine: null } } })

function warningsOf(tcp: readonly string[]) {
  const tasks = [task('db-01', 'westeurope'), task('web-01', 'westeurope'), task('web-02', 'eastus')]
  return outOfReach({ service: [], tcp, script: null, timeoutMs: 1 }, tasks as unknown as DrillTask[])
}

describe('hosts that VMs of a drill look at', () => {
  it.each([
    [['22', 'localhost:443'], []],
    [['DB-01:5432', 'db-01:5433'], ["VM 'db-01' is out of the reach of 1 VM in other regions."]],
    [['dns-01:53'], ["No VM of this drill is called 'dns-01', and from its network nothing else can be reached."]],
  ])('%j', (tcp, warnings) => {
    expect(warningsOf(tcp)).toEqual(warnings)
  })
})

describe('a gate', () => {
  it('opens when all that set out have come, and not before', async () => {
    const gate = new Gate()
    let isOpen = false
    const opened = gate.opened.then(() => {
      isOpen = true
    })
    gate.expect()
    gate.expect()

    gate.arrive()
    await Promise.resolve()
    expect(isOpen).toBe(false)

    gate.arrive()
    await opened
    expect(isOpen).toBe(true)
  })
})
