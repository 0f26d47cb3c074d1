import { describe, expect, it } from 'vitest'
import { armId } from '../../../src/core/arm-id.js'
import type { Machine } from '../../../src/model/machine.js'
import type { RestoreMode, RestoreOrder } from '../../../src/model/restore.js'
import { nextSteps } from '../../../src/restore/fix-list.js'
import { readOptions } from '../../../src/restore/options.js'
import { aMachine } from '../../helpers/machines.js'
import { restorePlaces, restoreTarget } from '../../helpers/restore-facts.js'

const PLAIN: Partial<Machine> = { power: 'deallocated', tags: {} }
const RICH: Partial<Machine> = {
  power: 'running',
  osType: 'Windows',
  tags: { env: 'prod', 'cost center': "it's 7" },
  setup: {
    identity: { system: true, user: ['/subscriptions/s/id-web'] },
    extensions: [
      { type: 'CustomScriptExtension', publisher: 'Microsoft.Compute' },
      { type: 'VMSnapshot', publisher: 'Microsoft.Azure.RecoveryServices' },
    ],
    bootDiagnostics: true,
  },
}

/** Its disks lay in a storage account, and no group is named. */
const VHDS: Partial<Machine> = {}

function stepsFor(mode: RestoreMode, machine: Partial<Machine> | null, subscriptionId?: string) {
  const target = restoreTarget({ machine: aMachine(machine ?? {}) })
  const group = restorePlaces(subscriptionId).group
  const id = armId(`${group.id}/providers/Microsoft.Compute/virtualMachines/web-01-restored`)
  const order: RestoreOrder = {
    mode,
    point: '1',
    sourceId: armId(target.subject.id),
    region: 'westeurope',
    stagingAccountId: armId('/subscriptions/s/st'),
    targetGroupId: mode === 'replace' || machine === VHDS ? null : group.id,
    newMachine: mode === 'vm' ? { id, networkId: armId('/n'), subnetId: armId('/n/s') } : null,
    ...readOptions({}),
  }
  return nextSteps(machine === null ? { ...target, machine: null } : target, order)
}

const whatOf = (steps: ReturnType<typeof stepsFor>) => steps.map(({ what }) => what)
const commandOf = (steps: ReturnType<typeof stepsFor>, what: string) =>
  steps.find((step) => step.what === what)?.command

describe('what is to be looked at after a restore', () => {
  it('is what every new VM lacks, and nothing that this one did not have', () => {
    expect(whatOf(stepsFor('vm', PLAIN))).toEqual(['addresses', 'network interface', 'backup'])
    expect(whatOf(stepsFor('vm', null))).toEqual(['addresses', 'network interface', 'backup'])
  })

  it('is also what the original has, and that it still runs', () => {
    const steps = stepsFor('vm', RICH)

    expect(whatOf(steps)).toEqual([
      'the original, which still runs',
      'addresses',
      'network interface',
      'domain trust',
      'tags',
      'managed identity',
      'extension CustomScriptExtension',
      'boot diagnostics',
      'backup',
    ])
    expect(commandOf(steps, 'tags')).toMatch(/--tags env=prod 'cost center=it'\\''s 7'$/)
    expect(commandOf(steps, 'managed identity')).toMatch(/--identities \[system\] \/subscriptions\/s\/id-web$/)
    expect(commandOf(steps, 'backup')).toBe('azbk protect --vm rg-restored/web-01-restored')
  })

  it('is the domain and the old disks when disks were replaced', () => {
    expect(whatOf(stepsFor('replace', RICH))).toEqual(['domain trust', 'the old disks'])
    expect(whatOf(stepsFor('replace', PLAIN))).toEqual(['the old disks'])
  })

  it('is a VM when there are disks only', () => {
    expect(whatOf(stepsFor('disks', RICH))).toEqual(['a VM to attach them to'])
  })

  it('is disks to make when there are blobs only', () => {
    const [step] = stepsFor('disks', VHDS)

    expect(step?.command).toMatch(
      /^az disk create --resource-group rg-app --name <name> --source <address of the blob>$/,
    )
  })

  it('names the subscription when it is another one', () => {
    const commands = stepsFor('vm', PLAIN, '00000000-0000-0000-0000-00000000000f').map(({ command }) => command)

    expect(commands[0]).toContain('--resource-group rg-restored --subscription 00000000-0000-0000-0000-00000000000f')
  })
})
