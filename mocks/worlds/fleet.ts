import { createRandom } from '../random.js'
import { vmBodyOf, type WorldBuilder } from './build.js'

const VMS_PER_GROUP = 100

/** VMs in groups of a hundred, sizes and disks by the seed of the fleet. */
export function buildFleet(builder: WorldBuilder, fleet: { vms: number; seed: number }): void {
  const random = createRandom({ seed: fleet.seed, randomState: fleet.seed })
  const location = 'westeurope'
  for (let index = 0; index < fleet.vms; index++) {
    const group = `rg-fleet-${String(Math.floor(index / VMS_PER_GROUP) + 1).padStart(3, '0')}`
    if (index % VMS_PER_GROUP === 0) builder.put(`/resourceGroups/${group}`, { location })
    const dataDisksGb = Array.from(
      { length: Math.floor(random.next() * 3) },
      () => 64 * (1 + Math.floor(random.next() * 16)),
    )
    const vm = vmBodyOf({ location, osType: random.next() < 0.5 ? 'Windows' : 'Linux', dataDisksGb })
    const name = `vm-${String(index + 1).padStart(5, '0')}`
    builder.put(`/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`, vm)
  }
}
