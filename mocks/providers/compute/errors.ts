import { ArmError } from '../../errors.js'

/** 400 for a body without something that Azure needs. */
export function parameterMissing(name: string): ArmError {
  return new ArmError(400, 'InvalidParameter', `Required parameter '${name}' is missing (null).`)
}

/** 400 for a size that is not one. */
export function sizeInvalid(size: string): ArmError {
  return new ArmError(
    400,
    'InvalidParameter',
    `The value ${size} provided for the VM size is not valid. The valid sizes in the current region are listed by the vmSizes operation.`,
  )
}

/** 409 while another change of the VM runs. */
export function conflict(): ArmError {
  return new ArmError(
    409,
    'Conflict',
    'The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.',
  )
}

/** 409 for an action that a deallocated VM cannot take. */
export function deallocatedVm(operation: string, name: string): ArmError {
  return new ArmError(
    409,
    'OperationNotAllowed',
    `Operation '${operation}' is not allowed on VM '${name}' since the VM is either deallocated or marked to be deallocated.`,
  )
}

/** 409 for the delete of a disk that a VM uses. */
export function diskAttached(name: string, vmId: string): ArmError {
  return new ArmError(409, 'OperationNotAllowed', `Disk ${name} is attached to VM ${vmId}.`)
}

/** 409 for more data disks than the size takes. */
export function tooManyDisks(limit: number): ArmError {
  return new ArmError(
    409,
    'OperationNotAllowed',
    `The maximum number of data disks allowed to be attached to a VM of this size is ${limit}.`,
  )
}

/** 409 for a disk or snapshot that somebody may read by its address. */
export function accessOngoing(name: string): ArmError {
  return new ArmError(
    409,
    'OperationNotAllowed',
    `Cannot change or delete ${name} since it has a shared access signature or is attached to a VM. Revoke the access first.`,
  )
}

/** 409 for a disk that another VM holds. */
export function diskOwned(name: string, vmId: string): ArmError {
  return new ArmError(
    409,
    'ConflictingUserInput',
    `Disk '${name}' cannot be attached as the disk is already owned by VM '${vmId}'.`,
  )
}

/** 404 for a disk to attach that is not there. */
export function diskMissing(id: string): ArmError {
  return new ArmError(404, 'NotFound', `Disk ${id} is not found.`)
}

/** 409 for a change of extensions while nothing could carry it out. */
export function extensionRefused(): ArmError {
  return new ArmError(409, 'OperationNotAllowed', 'Cannot modify extensions in the VM when the VM is not running.')
}

/** 400 for a name that no VM can have. */
export function vmNameInvalid(name: string): ArmError {
  return new ArmError(
    400,
    'InvalidParameter',
    `The entity name '${name}' is invalid according to its validation rule: ^[^_\\W][\\w-._]{0,79}(?<![-.])$.`,
  )
}

/** 409 for a part of a VM that cannot change after it was made. */
export function propertyFixed(property: string): ArmError {
  return new ArmError(409, 'PropertyChangeNotAllowed', `Changing property '${property}' is not allowed.`)
}

/** 409 for the delete of an availability set with VMs in it. */
export function availabilitySetInUse(name: string): ArmError {
  return new ArmError(
    409,
    'OperationNotAllowed',
    `Availability Set '${name}' cannot be deleted. Before deleting an Availability Set please ensure that it does not contain any VM.`,
  )
}

/** 404 for an availability set that is not there, or lies in another region. */
export function availabilitySetMissing(id: string): ArmError {
  return new ArmError(404, 'NotFound', `The availability set ${id} cannot be found in the region of the VM.`)
}

/** 400 for a VM in a zone and in an availability set. */
export function zoneAndAvailabilitySet(): ArmError {
  return new ArmError(
    400,
    'BadRequest',
    'Virtual Machine cannot be created because both Availability Zone and Availability Set were specified. Deploying an Availability Set to an Availability Zone is not supported.',
  )
}

/** 409 for a script in a VM whose agent must not install anything. */
export function extensionsForbidden(): ArmError {
  return new ArmError(
    409,
    'OperationNotAllowed',
    'This operation cannot be performed when extension operations are disallowed. To allow, please ensure VM Agent is installed on the VM and the osProfile.allowExtensionOperations property is true.',
  )
}

/** 409 while another script runs in the VM. Source: issue threads, as the next three. */
export function scriptRunning(): ArmError {
  return new ArmError(
    409,
    'Conflict',
    'Run command extension execution is in progress. Please wait for completion before invoking a run command.',
  )
}

/** 409 for a script of the other operating system. */
export function scriptOfOtherOs(osType: string, target: string): ArmError {
  return new ArmError(409, 'Conflict', `Run command OS type '${osType}' does not match the target OS ${target}.`)
}

/** 404 for a command that there is not. */
export function commandUnknown(): ArmError {
  return new ArmError(404, 'NotFound', 'The entity was not found in this Azure location.')
}

/** 400 for a script that is no list of lines, or too long. */
export function scriptInvalid(reason: string): ArmError {
  return new ArmError(400, 'InvalidParameter', `The value of parameter script is invalid: ${reason}`)
}

/** How an operation ends whose VM has no agent that answers. Source: docs, troubleshooting of extensions. */
export function agentSilent(name: string): { code: string; message: string } {
  return {
    code: 'VMAgentStatusCommunicationError',
    message: `VM '${name}' has not reported status for VM agent or extensions. Verify that the OS is up and healthy, the VM has a running VM agent, and that it can establish outbound connections to Azure storage.`,
  }
}

/** 409 for more cores than the subscription may have in a region. Source: issue threads. */
export function coresExceeded(quota: {
  label: string
  location: string
  limit: number
  usage: number
  required: number
}): ArmError {
  const { label, location, limit, usage, required } = quota
  return new ArmError(
    409,
    'OperationNotAllowed',
    `Operation could not be completed as it results in exceeding approved ${label} quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ${usage}, Additional Required: ${required}, (Minimum) New Limit Required: ${usage + required}.`,
  )
}

/** 409 for a size that the subscription does not get there. Source: issue threads. */
export function sizeUnavailable(vm: {
  id: string
  subscriptionId: string
  location: string
  zones?: readonly string[]
}): ArmError {
  return new ArmError(
    409,
    'SkuNotAvailable',
    `The requested size for resource '${vm.id}' is currently not available in location '${vm.location}' zones '${vm.zones?.join(',') ?? ''}' for subscription '${vm.subscriptionId}'. Please try another size or deploy to a different location or zones. See https://aka.ms/azureskunotavailable for details.`,
  )
}
