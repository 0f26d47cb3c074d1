import type { FollowUp } from '../model/follow-up.js'

/** What is to be looked at when a VM is restored, with the commands. */
export function renderFollowUps(name: string, steps: readonly FollowUp[]): string[] {
  if (steps.length === 0) return []
  const lines = steps.map(({ what, why, command }) => `  - ${what}: ${why}\n    ${command}`)
  return ['', `To look at when ${name} is restored:`, ...lines]
}
