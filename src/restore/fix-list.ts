import { armName, parseArmId } from '../core/arm-id.js'
import type { FollowUp } from '../model/follow-up.js'
import { type Machine, type MachineSetup, vmArgument } from '../model/machine.js'
import type { RestoreOrder } from '../model/restore.js'
import type { RestoreTarget } from './survey.js'

/** What is to be looked at when a restore is done: only what fits this VM. */
export function nextSteps(target: RestoreTarget, order: RestoreOrder): FollowUp[] {
  const facts = factsOf(target, order)
  if (order.mode === 'disks') return order.targetGroupId === null ? afterVhds(facts) : afterDisks(facts)
  return order.mode === 'vm' ? afterVm(facts) : afterReplace(facts)
}

interface FixFacts {
  readonly source: Machine | null
  /** Of the VM that was backed up. */
  readonly name: string
  /** The VM after the restore: group, name and subscription as az takes them. */
  readonly made: { readonly group: string; readonly name: string; readonly id: string; readonly scope: string }
  readonly isWindows: boolean
  readonly isRunning: boolean
}

function factsOf({ subject, machine, choice }: RestoreTarget, order: RestoreOrder): FixFacts {
  const id = order.newMachine?.id ?? subject.id
  const place = parseArmId(order.targetGroupId ?? subject.id)
  const group = place.resourceGroup ?? subject.resourceGroup
  const isAway = place.subscriptionId.toLowerCase() !== subject.subscriptionId.toLowerCase()
  return {
    source: machine,
    name: subject.name,
    made: {
      id,
      group,
      name: armName(id),
      scope: `--resource-group ${group}${isAway ? ` --subscription ${place.subscriptionId}` : ''}`,
    },
    isWindows: /^windows$/i.test(machine?.osType ?? choice?.point.osType ?? ''),
    isRunning: machine?.power === 'running',
  }
}

function afterDisks({ made, name }: FixFacts): FollowUp[] {
  return [
    {
      what: 'a VM to attach them to',
      why: `Only disks are made; '${name}' itself is not.`,
      command: `az vm create ${made.scope} --name <name> --attach-os-disk <disk> --os-type <Linux|Windows>`,
    },
  ]
}

function afterVhds({ made, name }: FixFacts): FollowUp[] {
  return [
    {
      what: 'disks to make of the VHDs',
      why: `Only blobs are made, in the staging account; '${name}' itself is not.`,
      command: `az disk create ${made.scope} --name <name> --source <address of the blob>`,
    },
  ]
}

function afterReplace({ made, isWindows }: FixFacts): FollowUp[] {
  return [
    ...(isWindows ? [domainTrust(made)] : []),
    {
      what: 'the old disks',
      why: 'They stay in the group, attached to nothing, and are billed.',
      command: `az disk list ${made.scope} --query "[?diskState=='Unattached'].name" --output table`,
    },
  ]
}

function afterVm({ made, name, source, isWindows, isRunning }: FixFacts): FollowUp[] {
  const vm = `${made.scope} --name ${made.name}`
  return [
    ...(isRunning ? [originalRuns(source, name)] : []),
    {
      what: 'addresses',
      why: 'The private address is a new one, and there is no public one: names in DNS and rules still mean the old ones.',
      command: `az vm list-ip-addresses ${vm} --output table`,
    },
    {
      what: 'network interface',
      why: 'It has a new name, and neither security group nor load balancer of the old one.',
      command: `az vm nic list ${made.scope} --vm-name ${made.name} --output table`,
    },
    ...(isWindows ? [domainTrust(made)] : []),
    ...notCopied(source, made),
    {
      what: 'backup',
      why: `'${made.name}' is a VM of its own, and is not protected.`,
      command: `azbk protect ${vmArgument({ resourceGroup: made.group, name: made.name })}`,
    },
  ]
}

function originalRuns(source: Machine | null, name: string): FollowUp {
  return {
    what: 'the original, which still runs',
    why: 'Both have the same host name, and the same address where it is set inside the guest: one of them has to go first.',
    command: `az vm deallocate --resource-group ${source?.resourceGroup} --name ${name}`,
  }
}

/** The password of the machine's account in the domain changes every 30 days; the point has that of its time. */
function domainTrust({ scope, name }: FixFacts['made']): FollowUp {
  return {
    what: 'domain trust',
    why: 'A member of a domain comes back with the machine password of its point; when it is refused, Test-ComputerSecureChannel -Repair mends it.',
    command: `az vm run-command invoke ${scope} --name ${name} --command-id RunPowerShellScript --scripts "Test-ComputerSecureChannel"`,
  }
}

/** What the VM that was backed up has and its restored one does not get. */
function notCopied(source: Machine | null, made: FixFacts['made']): FollowUp[] {
  const { identity = null, extensions = [], bootDiagnostics = false } = source?.setup ?? {}
  const vm = `${made.scope} --name ${made.name}`
  const again = 'Extensions are to be installed again; their settings are not in the backup.'
  return [
    ...copyTags(source?.tags ?? {}, made.id),
    ...(identity === null ? [] : [newIdentity(identity, vm)]),
    ...extensions
      .filter(({ publisher }) => !/RecoveryServices/i.test(publisher))
      .map(({ type, publisher }) => ({
        what: `extension ${type}`,
        why: again,
        command: `az vm extension set ${made.scope} --vm-name ${made.name} --name ${type} --publisher ${publisher}`,
      })),
    ...(bootDiagnostics
      ? [
          {
            what: 'boot diagnostics',
            why: 'They are off on the new VM.',
            command: `az vm boot-diagnostics enable ${vm}`,
          },
        ]
      : []),
  ]
}

function copyTags(tags: Machine['tags'], id: string): FollowUp[] {
  const words = Object.entries(tags).map(([key, value]) => word(`${key}=${value}`))
  if (words.length === 0) return []
  return [
    {
      what: 'tags',
      why: 'The tags of the original are not copied; rules, bills and tiers go by them.',
      command: `az resource tag --is-incremental --ids ${id} --tags ${words.join(' ')}`,
    },
  ]
}

function newIdentity({ system, user }: NonNullable<MachineSetup['identity']>, vm: string): FollowUp {
  return {
    what: 'managed identity',
    why: 'It is not restored; a system-assigned one is a new one, and needs its roles again.',
    command: `az vm identity assign ${vm} --identities ${[...(system ? ['[system]'] : []), ...user].join(' ')}`,
  }
}

/** One word for a shell, in quotes only where it needs them. */
function word(text: string): string {
  return /^[\w.=:@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
