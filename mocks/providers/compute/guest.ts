import type { MockContext } from '../../context.js'
import type { GuestRecord, VmRecord } from './state.js'

const HEALTHY: GuestRecord = { rules: [] }

/** The guest of a VM: its own, else that of the VM whose point it was made from; healthy where nobody said otherwise. */
export function guestOf(ctx: MockContext, vm: Pick<VmRecord, 'id' | 'sourceId'>): GuestRecord {
  const { guests } = ctx.state.compute
  return guests[vm.id.toLowerCase()] ?? guests[(vm.sourceId ?? '').toLowerCase()] ?? HEALTHY
}

/** Says what is inside a VM, whether it is there or not; undefined = a healthy guest again. */
export function setGuest(ctx: MockContext, vmId: string, guest: GuestRecord | undefined): void {
  const { guests, virtualMachines } = ctx.state.compute
  const key = vmId.toLowerCase()
  if (guest) guests[key] = guest
  else delete guests[key]
  const vm = virtualMachines[key]
  if (vm) vm.agentReady = guest?.agent !== 'none'
}

/** All that is wrong with a guest that came from outside, in sentences. */
export function checkGuest(guest: unknown): string[] {
  const { rules, agent, boots, ...rest } = (guest ?? {}) as Record<string, unknown>
  const strange = Object.keys(rest).map((name) => `A guest has no member ${name}.`)
  const wrong = [
    ...strange,
    ...(agent === undefined || agent === 'none' ? [] : ['agent must be none, or absent.']),
    ...(boots === undefined || boots === false ? [] : ['boots must be false, or absent.']),
  ]
  if (!Array.isArray(rules)) return [...wrong, 'rules must be a list.']
  return [...wrong, ...rules.flatMap((rule) => checkRule(rule))]
}

const RULE_MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  contains: (value) => typeof value === 'string' && value !== '',
  exitCode: (value) => value === undefined || Number.isInteger(value),
  stdout: (value) => value === undefined || typeof value === 'string',
  stderr: (value) => value === undefined || typeof value === 'string',
  delayMs: (value) => value === undefined || (Number.isFinite(value) && Number(value) >= 0),
}

function checkRule(rule: unknown): string[] {
  const given = (rule ?? {}) as Record<string, unknown>
  const strange = Object.keys(given).filter((name) => !(name in RULE_MEMBERS))
  const wrong = Object.entries(RULE_MEMBERS).filter(([name, fits]) => !fits(given[name]))
  return [
    ...strange.map((name) => `A rule of a guest has no member ${name}.`),
    ...wrong.map(([name]) => `${name} of a rule is not what it has to be.`),
  ]
}
