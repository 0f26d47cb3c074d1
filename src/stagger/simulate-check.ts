import { refusedError, usageError } from '../core/errors.js'
import { figure } from '../core/figure.js'
import type { Estate } from '../slots/estate.js'
import { count, listFirst } from '../view/format.js'
import type { StaggerPlan } from './plan-file.js'
import type { NumberedEstate } from './simulate-estate.js'
import { verifyPlan } from './verify.js'

/** A plan of another estate, of an older one, or one that was edited by hand. */
export function requireFit(file: string, plan: StaggerPlan, estate: Estate): StaggerPlan {
  const defects = verifyPlan(estate, plan).filter(({ severity }) => severity === 'error')
  if (defects.length === 0) return plan
  const shown = listFirst(defects.map(({ message }) => message))
  throw refusedError('PLAN_DOES_NOT_FIT', `Plan ${file} does not fit this estate:${shown}`, [
    'Name the inventory, or the subscriptions and vaults, that the plan was made from.',
    'Or leave out --plan: then the plan is made anew.',
  ])
}

/** About a minute of work and 300 MB; ten times as many took longer than anybody waits. */
const MOST_BACKUPS = 120_000

/** Nights that are run beside those that are shown: one before, for disks to have changed, and one after, for jobs that run on. */
const NIGHTS_BESIDE = 2

/** What Azure takes of each: a vault's VMs and policies, and a VM's disks, that of its system among them. */
const MOST = { vms: 1000, policies: 200, disks: 33 }

/** What Azure refuses cannot be simulated; what would take an hour is not. */
export function refuseTooMuch(
  { machines, vaults, vaultOf, nights: { policies } }: NumberedEstate,
  nights: number,
): void {
  const sizes = vaults.map(({ name }) => ({ name, vms: 0, policies: 0 }))
  for (const vault of vaultOf) (sizes[vault] as { vms: number }).vms += 1
  for (const { vault } of policies) (sizes[vault] as { policies: number }).policies += 1
  const problems = [
    ...sizes
      .filter(({ vms }) => vms > MOST.vms)
      .map(({ name, vms }) => `Vault ${name} has ${figure(vms)} VMs, not ${figure(MOST.vms)} at most.`),
    ...sizes
      .filter(({ policies }) => policies > MOST.policies)
      .map(({ name, policies }) => `Vault ${name} uses ${policies} policies, not ${MOST.policies} at most.`),
    ...machines
      .filter(({ disks }) => disks.length > MOST.disks)
      .map(({ name, disks }) => `VM ${name} has ${disks.length} disks, not ${MOST.disks} at most.`),
  ]
  if (problems.length > 0) {
    throw refusedError('ESTATE_IMPOSSIBLE', `Azure would not have this estate:${listFirst(problems)}`, [
      'Mend the inventory.',
    ])
  }
  const mostNights = Math.floor(MOST_BACKUPS / machines.length) - NIGHTS_BESIDE
  if (nights <= mostNights) return
  throw usageError(
    'SIMULATION_TOO_LARGE',
    `${count(machines.length, 'VM')} for ${count(nights, 'night')} are too many to simulate: ${figure(MOST_BACKUPS)} backups are the most.`,
    [
      mostNights > 0
        ? `Simulate ${count(mostNights, 'night')} at most, or fewer vaults.`
        : 'Simulate fewer vaults at a time: --vault, or an inventory of a part.',
    ],
  )
}
