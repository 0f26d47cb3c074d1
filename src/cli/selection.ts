import type { SelectorInput } from '../fleet/selector.js'
import type { Runtime } from './runtime.js'

/** The values of `selectorFlags` with what was piped in, which is read only when `--vm -` asks for it. */
export async function readSelection(flags: SelectorInput, runtime: Runtime): Promise<SelectorInput> {
  const { vm, tag, all, shard } = flags
  const stdin = vm?.includes('-') ? await runtime.stdin.readAll() : undefined
  return { vm, tag, all, shard, stdin }
}
