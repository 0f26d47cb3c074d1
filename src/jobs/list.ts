import { listSecondaryJobs } from '../azure/cross-region.js'
import { type JobFilter, listJobs as listAzureJobs, newestFirst } from '../azure/jobs.js'
import type { AppContext } from '../context.js'
import { sameName } from '../core/names.js'
import { readEach, reportUnread } from '../core/read-each.js'
import { timeWindow, type WindowInput } from '../core/time-window.js'
import { typedGroup } from '../fleet/select.js'
import { type MachineName, parseMachineName } from '../fleet/selector.js'
import type { Job, JobStatus } from '../model/job.js'
import { ignoreUnpaired, secondaryRegionOf } from '../vaults/paired.js'
import { vaultsInPairedScope } from '../vaults/scope.js'

/** Which jobs are wanted; names and times are as typed. */
export interface JobListInput extends WindowInput {
  readonly vault?: string | undefined
  readonly status?: JobStatus | undefined
  readonly operation?: string | undefined
  readonly vm?: readonly string[] | undefined
  /** Jobs in the paired regions instead: cross-region restores. */
  readonly secondary?: boolean | undefined
}

export type JobListResult = readonly Job[]

/** Jobs of one vault or of all in scope, newest first. Vaults that could not be read are warned of: exit code 3. */
export async function listJobs(
  ctx: AppContext,
  input: JobListInput,
): Promise<{ result: JobListResult; exitCode: number }> {
  const filter: JobFilter = {
    status: input.status,
    operation: input.operation,
    window: await timeWindow(input, ctx.clock.now()),
  }
  const wanted = machineTest(ctx, input.vm ?? [])
  const vaults = await vaultsInPairedScope(ctx, input)
  const { rows, unread } = await readEach(vaults.rows, (vault) =>
    ignoreUnpaired(input, async () => {
      const { session } = ctx
      const region = await secondaryRegionOf(session, vault, input)
      return region ? listSecondaryJobs(session, { vault, region }, filter) : listAzureJobs(session, vault, filter)
    }),
  )
  return { result: newestFirst(rows.filter(wanted)), exitCode: reportUnread([...vaults.unread, ...unread], ctx.warn) }
}

/** Tests for jobs of the VMs named and of the resource group typed; each narrows only when it was given. */
function machineTest(ctx: AppContext, names: readonly string[]): (job: Job) => boolean {
  const machines = names.map(parseMachineName)
  const asked = typedGroup(ctx.settings)
  return (job) => {
    const group = groupOf(job)
    if (asked !== null && group !== undefined && !sameName(group, asked)) return false
    return machines.length === 0 || machines.some((machine) => isOf(job, machine, group))
  }
}

/** The VM's group from a container name, `iaasvmcontainerv2;<group>;<vm>`. */
function groupOf(job: Job): string | undefined {
  return job.containerName?.split(';').at(-2)
}

function isOf(job: Job, machine: MachineName, group: string | undefined): boolean {
  const sameGroup = machine.resourceGroup === undefined || group === undefined || sameName(group, machine.resourceGroup)
  return sameName(job.machineName, machine.name) && sameGroup
}
