import type { ClientScriptForConnect } from '@azure/arm-recoveryservicesbackup'
import type { ArmId } from '../core/arm-id.js'
import type { MountScript } from '../model/file-mount.js'
import { type ItemRef, machineNameOf } from '../model/item.js'
import { azureCall } from './errors.js'
import { FABRIC } from './items.js'
import { readClientScripts, type ScriptSource } from './mount-script.js'
import { captureOperation, type OperationHandle, requireSuccess, waitForOperation } from './operations.js'
import { findPoint } from './points.js'
import { sendOnce } from './send-once.js'
import type { AzureSession } from './session.js'

/** Which point of which VM. */
export interface MountTarget {
  readonly item: ItemRef
  readonly point: string
  readonly machineId: ArmId
}

/** The answer of Azure to a mount. Source: AZURE-BACKUP-API.md section 13. */
interface MountDocument {
  readonly properties?: { readonly recoveryTarget?: { readonly clientScripts?: readonly ClientScriptForConnect[] } }
}

/**
 * Mounts the files of a point and returns the scripts when Azure has done it. `renew`: they are mounted already, and that
 * script is replaced. After a lost answer the mount is looked for, and renewed: the script is told to its caller alone.
 */
export async function mountFiles(
  session: AzureSession,
  target: MountTarget,
  { renew }: { readonly renew: boolean },
): Promise<readonly ClientScriptForConnect[]> {
  const what = `mounting the files of VM '${machineNameOf(target.item)}'`
  const send = (again: boolean) => sendMount(session, target, { what, renew: again })
  const sent = await sendOnce<OperationHandle | 'mounted'>(session, what, {
    send: () => send(renew),
    findEffect: async () => ((await areFilesMounted(session, target)) ? 'mounted' : undefined),
  })
  const handle = sent === 'mounted' ? await send(true) : sent
  const { body } = requireSuccess(await waitForOperation(session, handle, what), what)
  return (body as MountDocument | undefined)?.properties?.recoveryTarget?.clientScripts ?? []
}

/** The script as a whole: that for Windows is downloaded, without a login. */
export async function fetchScript(
  session: AzureSession,
  scripts: readonly ClientScriptForConnect[],
): Promise<MountScript> {
  const { from, ...script } = readClientScripts(scripts)
  return { ...script, content: await contentOf(session, from) }
}

/** Lets go of the files of a point; the script for them is void from then on. Files that are not mounted are as good. */
export async function unmountFiles(session: AzureSession, { item, point }: Omit<MountTarget, 'machineId'>) {
  const what = `unmounting the files of VM '${machineNameOf(item)}'`
  const handle = await sendOnce<OperationHandle | 'unmounted'>(session, what, {
    send: () => sendUnmount(session, { item, point }, what),
    findEffect: async () => ((await areFilesMounted(session, { item, point })) ? undefined : 'unmounted'),
  })
  if (handle !== 'unmounted') requireSuccess(await waitForOperation(session, handle, what), what)
}

export async function areFilesMounted(
  session: AzureSession,
  { item, point }: Omit<MountTarget, 'machineId'>,
): Promise<boolean> {
  return (await findPoint(session, item, point))?.filesMounted ?? false
}

async function sendMount(
  session: AzureSession,
  { item: ref, point, machineId }: MountTarget,
  { what, renew }: { readonly what: string; readonly renew: boolean },
): Promise<OperationHandle> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const { options, handle } = captureOperation(session.signal)
  const properties = {
    objectType: 'IaasVMILRRegistrationRequest' as const,
    recoveryPointId: point,
    virtualMachineId: machineId,
    renewExistingRegistration: renew,
  }
  const { itemLevelRecoveryConnections: files } = client
  await azureCall(what, () =>
    files.provision(vault.name, vault.resourceGroup, FABRIC, container, item, point, { properties }, options),
  )
  return handle()
}

async function sendUnmount(
  session: AzureSession,
  { item: ref, point }: Omit<MountTarget, 'machineId'>,
  what: string,
): Promise<OperationHandle> {
  const { vault, container, item } = ref
  const client = await session.backup(vault.subscriptionId)
  const { options, handle } = captureOperation(session.signal)
  const { itemLevelRecoveryConnections: files } = client
  await azureCall(what, () => files.revoke(vault.name, vault.resourceGroup, FABRIC, container, item, point, options))
  return handle()
}

async function contentOf(session: AzureSession, from: ScriptSource['from']): Promise<Uint8Array> {
  return 'text' in from ? Buffer.from(from.text) : session.download(from.url)
}
