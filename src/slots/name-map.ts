import { nameKey } from '../core/names.js'

/**
 * A map whose keys are compared without case. A text that was looked up before is found without lowering it again, which
 * is what a fleet of 100,000 VMs with a few thousand vaults, policies and accounts asks for.
 */
export class NameMap<T> {
  readonly #byKey = new Map<string, T>()
  readonly #byText = new Map<string, T>()

  get(name: string): T | undefined {
    const known = this.#byText.get(name)
    if (known !== undefined) return known
    const found = this.#byKey.get(nameKey(name))
    if (found !== undefined) this.#byText.set(name, found)
    return found
  }

  /** Keeps what is there: the first of two equal names counts. */
  add(name: string, value: T): void {
    const key = nameKey(name)
    if (!this.#byKey.has(key)) this.#byKey.set(key, value)
  }
}
