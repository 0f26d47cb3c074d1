import { ArmError } from '../../errors.js'

/** 400 for an id in a body that leads nowhere. */
export function referenceInvalid(id: string, from: string): ArmError {
  return new ArmError(
    400,
    'InvalidResourceReference',
    `Resource ${id} referenced by resource ${from} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  )
}

/** 400 for the delete of a network interface that a VM holds, and for its use by another one. */
export function nicInUse(id: string, vmId: string): ArmError {
  return new ArmError(
    400,
    'NicInUse',
    `Network Interface ${id} is used by existing resource ${vmId}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
  )
}

/** 400 for a public address that another network interface has. */
export function addressInUse(id: string, configurationId: string): ArmError {
  return new ArmError(
    400,
    'PublicIPAddressInUse',
    `Resource ${configurationId} already uses the public IP address ${id}.`,
  )
}

/** 400 for the delete of a public address that an interface has. */
export function addressNotFree(id: string, configurationId: string): ArmError {
  return new ArmError(
    400,
    'PublicIPAddressCannotBeDeleted',
    `Public IP address ${id} can not be deleted since it is still allocated to resource ${configurationId}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`,
  )
}

/** 400 for the delete of a security group that something refers to. */
export function groupInUse(id: string, users: readonly string[]): ArmError {
  return new ArmError(
    400,
    'InUseNetworkSecurityGroupCannotBeDeleted',
    `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
  )
}

/** 400 for two rules of a direction with the same priority. */
export function ruleConflict(name: string, rival: string): ArmError {
  return new ArmError(
    400,
    'SecurityRuleConflict',
    `Security rule ${name} conflicts with rule ${rival}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`,
  )
}

/** 400 for the delete of a subnet in which something lies, and of its network. */
export function subnetInUse(name: string, user: string): ArmError {
  return new ArmError(
    400,
    'InUseSubnetCannotBeDeleted',
    `Subnet ${name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  )
}

/** 400 for a subnet without a free address. */
export function subnetFull(name: string, prefix: string): ArmError {
  return new ArmError(
    400,
    'SubnetIsFull',
    `Subnet ${name} with address prefix ${prefix} does not have enough capacity for 1 IP addresses.`,
  )
}

/** 400 for a subnet outside its network. */
export function subnetOutside(name: string, network: string): ArmError {
  return new ArmError(
    400,
    'NetcfgInvalidSubnet',
    `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${network}'.`,
  )
}

/** 400 for two subnets that share addresses. */
export function subnetsOverlap(name: string, network: string): ArmError {
  return new ArmError(
    400,
    'NetcfgSubnetRangesOverlap',
    `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network}'.`,
  )
}

/** 400 for a prefix that is none. */
export function prefixInvalid(prefix: string, of: string): ArmError {
  return new ArmError(
    400,
    'InvalidAddressPrefixFormat',
    `Address prefix ${prefix} of resource ${of} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
  )
}

/** 400 for a body without something that Azure needs. */
export function valueMissing(path: string, of: string): ArmError {
  return new ArmError(400, 'InvalidRequestFormat', `Required value ${path} is missing in the body of resource ${of}.`)
}
