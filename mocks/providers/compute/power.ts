import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { conflict, deallocatedVm } from './errors.js'
import { startCompute } from './operations.js'
import { isBusy, requireVm } from './vms.js'

type Action = 'start' | 'powerOff' | 'deallocate' | 'restart' | 'redeploy'

/** State on the way and at the end of each action; restart shows running all along, as Azure does. */
const POWER: Record<Action, readonly [during: string, after: string]> = {
  start: ['starting', 'running'],
  powerOff: ['stopping', 'stopped'],
  deallocate: ['deallocating', 'deallocated'],
  restart: ['running', 'running'],
  redeploy: ['running', 'running'],
}

export const startVm = powerHandler('start')
export const powerOffVm = powerHandler('powerOff')
export const deallocateVm = powerHandler('deallocate')
export const restartVm = powerHandler('restart')
export const redeployVm = powerHandler('redeploy')

/** POST of a power action: 202, an operation, and the new power state when it is over. */
function powerHandler(action: Action) {
  return (ctx: MockContext, call: ArmCall): ArmReply => {
    const vm = requireVm(ctx, call)
    if (isBusy(vm)) throw conflict()
    const needsHost = action === 'powerOff' || action === 'restart' || action === 'redeploy'
    if (needsHost && vm.power === 'deallocated') throw deallocatedVm(action, vm.name)
    const [during, after] = POWER[action]
    vm.power = during
    // Nothing else shows that a VM which stays on is busy.
    if (during === after && vm.properties.provisioningState === 'Succeeded')
      vm.properties.provisioningState = 'Updating'
    const effect = { kind: 'power', vmKey: vm.id.toLowerCase(), power: after } as const
    return { status: 202, headers: startCompute(ctx, call, { location: vm.location, timing: 'vmPower', effect }) }
  }
}
