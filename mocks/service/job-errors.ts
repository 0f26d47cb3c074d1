import { copyOf } from '../json.js'
import type { JobError } from './model.js'

/**
 * Errors with which jobs fail: title, sentence and what to do, from the docs (troubleshooting of VM backup). Numbers that
 * the docs do not give are not verified: see UNSURE.md.
 */
export const JOB_ERRORS: readonly JobError[] = [
  row(400130, 'UserErrorGuestAgentStatusUnavailable', 'Could not communicate with the VM agent for snapshot status.', [
    'Make sure that the VM agent is running and has network connectivity, then retry the backup.',
  ]),
  row(400131, 'GuestAgentSnapshotTaskStatusError', 'Could not get the status of the snapshot task from the VM agent.', [
    'Make sure that the VM agent is of the latest version and running, then retry the backup.',
  ]),
  row(400132, 'UserErrorVmNotInDesirableState', 'VM is not in a state that allows backups.', [
    'Bring the virtual machine into the state Running, Stopped or Stopped (deallocated), then retry the backup.',
  ]),
  row(400133, 'UserErrorVmNotFoundV2', 'The virtual machine was not found.', [
    'Make sure that the virtual machine exists, or stop its protection.',
  ]),
  row(320001, 'ResourceNotFound', 'The resource was not found while performing the operation.', [
    'Make sure that the virtual machine exists, or stop its protection.',
  ]),
  row(400094, 'BCMV2VMNotFound', 'The virtual machine does not exist.', [
    'Make sure that the virtual machine exists, or stop its protection.',
  ]),
  row(380008, 'AzureVmOffline', 'The virtual machine is not running.', ['Start the virtual machine, then retry.']),
  row(400134, 'VMRestorePointInternalError', 'An internal error kept the snapshot from being taken.', [
    'Exclude the folders of the backup extension from the antivirus software of the virtual machine, then retry.',
  ]),
  row(
    400135,
    'UserErrorFsFreezeFailed',
    'Failed to freeze one or more mount-points of the VM to take a file-system consistent snapshot.',
    ['Check the file systems of the devices that could not be frozen, or skip them, then retry the backup.'],
  ),
  row(400136, 'ExtensionSnapshotFailedCOM', 'Snapshot operation failed due to COM+ error', [
    'Restart the Windows service COM+ System Application, then retry the backup.',
  ]),
  row(
    400118,
    'ExtensionFailedVssWriterInBadState',
    'Snapshot operation failed because VSS writers were in a bad state.',
    ['Restart the VSS writers that are not stable, then retry the backup.'],
  ),
  row(400137, 'ExtensionStuckInDeletionState', 'Extension state is not supportive to the backup operation', [
    'Uninstall the extension VMSnapshot or VMSnapshotLinux from the virtual machine, then retry the backup.',
  ]),
  row(
    400138,
    'ExtensionFailedSnapshotLimitReachedError',
    'Snapshot operation failed as snapshot limit is exceeded for some of the disks attached',
    ['Delete snapshots of the disks that are not needed, then retry the backup.'],
  ),
  row(
    400139,
    'ExtensionFailedTimeoutVMNetworkUnresponsive',
    'Snapshot operation failed due to inadequate VM resources.',
    ['Move load away from the time of the backup, or give the virtual machine more resources, then retry.'],
  ),
  row(400140, 'UserErrorRequestDisallowedByPolicy', 'An Azure policy on the subscription forbids what the job needs.', [
    'Exempt the resource group of the snapshots from the policy, then retry.',
  ]),
  row(400141, 'UserErrorUnsupportedDiskSize', 'The size of a disk is not supported by Azure Backup.', [
    'Leave the disk out of the backup, or make it smaller, then retry.',
  ]),
  row(400142, 'CopyingVHDsFromBackUpVaultTakingLongTime', 'Copying backed up data from vault timed out', [
    'Use a storage account with more throughput, then retry the restore.',
  ]),
  row(400143, 'UserErrorSkuNotAvailable', 'VM creation failed as VM size selected is not available.', [
    'Restore the disks instead, and make a virtual machine of a size that is available from them.',
  ]),
  row(
    400144,
    'UserErrorMarketPlaceVMNotSupported',
    'VM creation failed due to Market Place purchase request being not present.',
    ['Restore the disks instead, and attach them to another virtual machine.'],
  ),
  row(400145, 'UserErrorCoresQuotaExceeded', 'VM creation failed as the quota of cores in the region is used up.', [
    'Ask for more cores, or restore the disks instead, and make a smaller virtual machine from them.',
  ]),
]

/** An error by its title or its number, in any case. */
export function findJobError(code: string): JobError | undefined {
  return JOB_ERRORS.find(
    ({ errorTitle, errorCode }) => errorTitle.toLowerCase() === code.toLowerCase() || String(errorCode) === code,
  )
}

/** The error of a title that is in the table. */
export function jobError(title: string): JobError {
  const error = findJobError(title)
  if (!error) throw new RangeError(`There is no job error "${title}".`)
  return copyOf(error)
}

function row(errorCode: number, errorTitle: string, errorString: string, recommendations: string[]): JobError {
  return { errorCode, errorTitle, errorString, recommendations }
}
