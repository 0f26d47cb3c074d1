import { POLICY_TEMPLATES } from '../../src/model/policy-templates.js'
import type { Estate, EstateDisk, EstateMachine, EstatePolicy, EstateTier } from '../../src/slots/estate.js'
import { slotSpec } from '../../src/slots/families.js'
import { SLOTS_PER_DAY } from '../../src/slots/patterns.js'
import { createDraw, type Draw } from './draw.js'

const ZONES = ['UTC', 'W. Europe Standard Time', 'Eastern Standard Time', 'India Standard Time']

/** An estate in words, its VMs on one policy for each half hour and tier of their vault, as scripts make them. */
export function wordyEstate({ vms, seed }: { readonly vms: number; readonly seed: number }): Estate {
  const draw = createDraw(seed)
  const vaults: Estate['vaults'][number][] = []
  const policies: EstatePolicy[] = []
  const machines: EstateMachine[] = []
  const tiers: EstateTier[] = Object.entries(POLICY_TEMPLATES).map(([name, spec], i) => ({
    ...{ name, spec, rpoMs: null },
    window: i === 0 ? null : { from: '20:00', to: '06:00', timeZone: 'UTC' },
  }))
  const accounts = Math.ceil(vms / 30)
  while (machines.length < vms) {
    const region = vaults.length % 24
    const timeZone = ZONES[region % ZONES.length] ?? 'UTC'
    const key = `/subscriptions/contoso-${region % 5}/vaults/rsv-${vaults.length}`
    const name = `rsv-${vaults.length}`
    vaults.push({
      key,
      name,
      subscription: `contoso-${region % 5}`,
      region: `region${region}`,
      policyCount: 144,
      otherItems: 0,
    })
    const used = new Set<string>()
    const size = Math.min(draw.pareto(20, 960, 0.8), vms - machines.length)
    for (let i = 0; i < size; i += 1) {
      const { name: tier, spec } = draw.one(tiers)
      const policy = `${tier}-${i % SLOTS_PER_DAY}`
      if (!used.has(policy)) {
        policies.push({ vault: key, name: policy, spec: { ...slotSpec(spec, i % SLOTS_PER_DAY), timeZone } })
      }
      used.add(policy)
      const vm = `vm-${String(machines.length).padStart(6, '0')}`
      machines.push({
        ...{
          key: `/subscriptions/contoso-${region % 5}/resourceGroups/rg-${region}/vms/${vm}`,
          name: vm,
          vault: key,
          tier,
        },
        ...{ policy, window: null, isPinned: false, cloudService: null },
        disks: drawDisks(draw, accounts, region),
      })
    }
  }
  return { vaults, policies, tiers, machines }
}

/** Pareto 1 to 32 disks; 40 % of VMs have theirs in an account of the region, popular ones more often. */
function drawDisks(draw: Draw, accounts: number, region: number): EstateDisk[] {
  const account = draw.chance(0.4) ? `st${region}x${draw.zipf(Math.ceil(accounts / 24))}` : null
  return Array.from({ length: draw.pareto(1, 32, 1.2) }, () => {
    const sizeGb = 32 * draw.whole(1, 32)
    return { sizeGb, usedGb: Math.round(sizeGb * 0.6), churnPerDay: 0.03, storageAccount: account }
  })
}
