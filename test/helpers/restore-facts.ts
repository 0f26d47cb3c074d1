import { armId } from '../../src/core/arm-id.js'
import type { RecoveryPoint } from '../../src/model/point.js'
import type { RestoreMode } from '../../src/model/restore.js'
import { type OptionWish, optionsFor, readOptions } from '../../src/restore/options.js'
import type { RestorePlaces } from '../../src/restore/places.js'
import type { RestoreFacts } from '../../src/restore/preflight/facts.js'
import { securityOf } from '../../src/restore/preflight/security.js'
import { NOTHING_KNOWN, type RestoreTarget } from '../../src/restore/survey.js'
import { aMachine, anItem, aVault } from './machines.js'
import { pointAt } from './points.js'

/** VM `web-01` with a point in the instant and vault tiers, in the same group and region as its vault. */
export function restoreTarget(
  changes: Partial<RestoreTarget> & { readonly point?: Partial<RecoveryPoint> } = {},
): RestoreTarget {
  const { point, ...more } = changes
  const machine = more.machine ?? aMachine()
  const { id, name, resourceGroup, subscriptionId } = machine
  const item = anItem(machine)
  return {
    ...NOTHING_KNOWN,
    subject: { id, name, resourceGroup, subscriptionId, items: [item] },
    item,
    vault: aVault(),
    region: 'westeurope',
    machine,
    choice: { point: pointAt('2026-03-01T22:00Z', point), why: 'the latest point', at: null, passedOver: [], ageMs: 0 },
    ...more,
  }
}

/** A group `rg-restored` of a subscription, that of the vault unless another one is given. */
export function restorePlaces(
  subscriptionId = aVault().subscriptionId,
  more: Partial<Omit<RestorePlaces, 'group'>> = {},
) {
  const id = armId(`/subscriptions/${subscriptionId}/resourceGroups/rg-restored`)
  const group = { id, name: 'rg-restored', subscriptionId, location: 'westeurope', tags: {} }
  return {
    groupName: group.name,
    group,
    accounts: [],
    networks: [],
    azScope: '',
    takenNames: new Set<string>(),
    ...more,
  }
}

export function restoreFacts(
  changes: {
    readonly target?: Parameters<typeof restoreTarget>[0]
    readonly places?: RestorePlaces
    readonly mode?: RestoreMode
    readonly wish?: OptionWish
  } = {},
): RestoreFacts {
  const { target, places = restorePlaces(), mode = 'disks', wish = {} } = changes
  const made = restoreTarget(target)
  const options = readOptions(wish)
  const ofPoint = made.choice === null ? options : optionsFor(made.choice.point, securityOf(made), options)
  return { target: made, places, mode, options: ofPoint }
}
