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
