import fc from 'fast-check'
import type { SlotProblem } from '../../src/slots/problem.js'

/** A small problem in words that are short to write: one vault, `ticks` cells, one family unless told otherwise. */
export interface SmallProblem {
  readonly ticks: number
  /** Starts of each slot of the only family. */
  readonly slots: readonly (readonly number[])[]
  readonly resources: readonly { kind: 'machines' | 'disks' | 'service'; capacity: number; span?: number }[]
  readonly vms: readonly {
    readonly allowed: readonly number[]
    /** Amount by resource. */
    readonly uses: readonly number[]
    readonly home?: number
    readonly pinned?: boolean
  }[]
  readonly slotCapacity?: number
  readonly newPolicies?: number
  readonly policies?: readonly number[]
}

export function slotProblem({ ticks, slots, resources, vms, ...rest }: SmallProblem): SlotProblem {
  const { slotCapacity = 100, newPolicies = 200, policies = [] } = rest
  const uses = vms.map((vm) => vm.uses.flatMap((amount, resource) => (amount > 0 ? [{ resource, amount }] : [])))
  const from = Int32Array.from({ length: vms.length + 1 }, (_, v) => uses.slice(0, v).flat().length)
  return {
    name: 'rsv-1',
    time: { tickMinutes: 30, ticks, regimes: 1 },
    vaults: [{ name: 'rsv-1', newPolicies }],
    families: [
      {
        vault: 0,
        name: 'gold',
        slots: slots.map((starts, s) => ({
          starts: Uint16Array.from(starts),
          rank: s,
          policies: policies[s] ?? 0,
          capacity: slotCapacity,
        })),
      },
    ],
    resources: resources.map(({ kind, capacity, span = 1 }, r) => ({ kind, name: `${kind} ${r}`, capacity, span })),
    vms: {
      count: vms.length,
      family: new Int32Array(vms.length),
      allowance: Int32Array.from(vms, (_, v) => v),
      allowances: vms.map(({ allowed }) => Uint16Array.from(allowed)),
      home: Int32Array.from(vms, ({ home = -1 }) => home),
      pinned: Uint8Array.from(vms, ({ pinned = false }) => (pinned ? 1 : 0)),
      duration: Uint16Array.from(vms, (_, v) => 1 + (v % 3)),
      use: {
        from,
        resource: Int32Array.from(uses.flat(), ({ resource }) => resource),
        amount: Int32Array.from(uses.flat(), ({ amount }) => amount),
      },
    },
  }
}

const TICKS = 4

/** Problems of at most 5 VMs and 4 slots, some of which start more than once: small enough to try all plans. */
export const smallProblems: fc.Arbitrary<SlotProblem> = fc
  .record({
    slots: fc.array(fc.uniqueArray(fc.nat(TICKS - 1), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
    machines: fc.integer({ min: 1, max: 3 }),
    disks: fc.integer({ min: 1, max: 6 }),
    service: fc.integer({ min: 2, max: 4 }),
    slotCapacity: fc.integer({ min: 2, max: 6 }),
    newPolicies: fc.integer({ min: 2, max: 4 }),
  })
  .chain(({ slots, machines, disks, service, ...rest }) =>
    fc
      .array(
        fc.record({
          allowed: fc.subarray(
            slots.map((_, s) => s),
            { minLength: 1 },
          ),
          uses: fc.tuple(fc.constant(1), fc.integer({ min: 0, max: disks }), fc.nat(1)),
          home: fc.integer({ min: -1, max: slots.length - 1 }),
          pinned: fc.integer({ min: 0, max: 9 }).map((each) => each === 0),
        }),
        { minLength: 1, maxLength: 5 },
      )
      .map((vms) =>
        slotProblem({
          ticks: TICKS,
          slots: slots.map((starts) => starts.toSorted()),
          resources: [
            { kind: 'machines', capacity: machines },
            { kind: 'disks', capacity: disks },
            { kind: 'service', capacity: service, span: 2 },
          ],
          vms,
          ...rest,
        }),
      ),
  )

/** Every plan that puts VMs where they may be; pinned ones at home. */
export function* allPlans({ vms }: SlotProblem): Generator<Int32Array> {
  const choices = Array.from({ length: vms.count }, (_, vm) => {
    const home = vms.home[vm] as number
    if (vms.pinned[vm] === 1 && home >= 0) return [home]
    return [...(vms.allowances[vms.allowance[vm] as number] as Uint16Array)]
  })
  const plan = new Int32Array(vms.count)
  function* fill(vm: number): Generator<Int32Array> {
    if (vm === vms.count) yield plan.slice()
    else
      for (const slot of choices[vm] as number[]) {
        plan[vm] = slot
        yield* fill(vm + 1)
      }
  }
  yield* fill(0)
}
