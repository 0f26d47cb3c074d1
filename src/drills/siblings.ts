import { armName } from '../core/arm-id.js'
import { sameName } from '../core/names.js'
import type { RestoreTask } from '../restore/task.js'
import { count } from '../view/format.js'
import type { ProbeWish } from './input.js'
import { hostsElsewhere } from './probes.js'

/** Where the VMs of a drill wait for each other: it opens when none is on the way to it any more. */
export class Gate {
  readonly opened: Promise<void>
  #open: () => void = () => {}
  #onTheWay = 0

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  /** A VM sets out. To be called before it waits for anything, so that all are known when the first one comes. */
  expect(): void {
    this.#onTheWay += 1
  }

  /** It has come, or never will. */
  arrive(): void {
    this.#onTheWay -= 1
    if (this.#onTheWay === 0) this.#open()
  }
}

/** What the VMs of a drill wait for when they look at each other. */
export interface Gates {
  readonly booted: Gate
  readonly probed: Gate
}

export function createGates(): Gates {
  return { booted: new Gate(), probed: new Gate() }
}

/** What cannot pass, whatever the VMs are like: their networks are closed, one for each region. A VM may have another name inside. */
export function outOfReach(probes: ProbeWish, tasks: readonly { readonly restore: RestoreTask }[]): string[] {
  return hostsElsewhere(probes).flatMap((host) => {
    const home = tasks.find(({ restore }) => sameName(armName(restore.order.newMachine?.id ?? restore.id), host))
    if (home === undefined) {
      return [`No VM of this drill is called '${host}', and from its network nothing else can be reached.`]
    }
    const { region } = home.restore.order
    const far = tasks.filter(({ restore }) => restore.order.region !== region)
    return far.length === 0 ? [] : [`VM '${host}' is out of the reach of ${count(far.length, 'VM')} in other regions.`]
  })
}
