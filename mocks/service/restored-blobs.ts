import type { MockContext } from '../context.js'
import { type JsonObject, objectOf, textOf } from '../json.js'
import { makeContainer } from '../providers/storage/containers.js'
import type { StorageAccountRecord } from '../providers/storage/state.js'
import type { JobRecord } from './model.js'

/** Id of the staging account; restores by a managed identity name it in a place of its own. Source: az client. */
export function stagingAccountOf(request: JsonObject): string | undefined {
  return (
    textOf(request.storageAccountId) ?? textOf(objectOf(request.identityBasedRestoreDetails).targetStorageAccountId)
  )
}

/** The staging account of a restore as it is now; undefined when it is gone. */
export function findStaging(ctx: MockContext, request: JsonObject): StorageAccountRecord | undefined {
  return ctx.state.storage.accounts[(stagingAccountOf(request) ?? '').toLowerCase()]
}

/**
 * A restore of disks leaves a container in its staging account, with the template of a VM and, of points of the vault,
 * the VHDs that passed through. Source: docs, restore VMs. What one that failed leaves is not verified: see UNSURE.md.
 */
export function leaveBlobs(ctx: MockContext, job: JobRecord, isDone: boolean): void {
  const account = findStaging(ctx, job.restore?.request ?? {})
  if (!account) return
  const stem = job.entity.replaceAll('-', '').toLowerCase()
  const container = `${stem}-${ctx.random.hex(32)}`
  makeContainer(ctx, account, container)
  job.bag = isDone ? withBlobs(job, stem, container) : { ...job.bag, 'Config Blob Container Name': container }
}

/** Blob names are made from the VM's name without hyphens; they stand in the middle of the bag, as Azure has them. */
function withBlobs(job: JobRecord, stem: string, container: string): Record<string, string | null> {
  const base = `https://${job.bag['Target Storage Account Name']}.blob.core.windows.net/${container}`
  const config = `config-${stem}-${job.id}.json`
  const bag: Record<string, string | null> = {}
  const copy = (names: string[]) => {
    for (const name of names) if (name in job.bag) bag[name] = job.bag[name] ?? null
  }
  copy(['Job Type', 'Target VM Name', 'Target Storage Account Name', 'Recovery point time '])
  bag['Config Blob Name'] = config
  bag['Config Blob Container Name'] = container
  bag['Config Blob Uri'] = `${base}/${config}`
  copy(['Target resource group'])
  bag['Template Blob Uri'] = `${base}/azuredeploy${job.id}.json`
  copy(Object.keys(job.bag).filter((name) => !(name in bag)))
  return bag
}
