import { parseDuration } from '../core/duration.js'
import { closeNames, nameKey } from '../core/names.js'
import type { Path } from '../core/yaml-check.js'
import type { Schedule } from '../model/policy.js'
import { checkPolicy, isError } from '../model/policy-rules.js'
import { completeSpec } from '../policies/file.js'
import type {
  InventoryDisk,
  InventoryFile,
  InventoryMachine,
  InventoryPolicy,
  InventoryProblem,
} from './inventory-file.js'
import { machineKey, policyKey } from './inventory-keys.js'
import { readStart, readTimeZone, readWindow, startOfName } from './window-words.js'

type Tell = (path: Path, message: string) => void

/** What an inventory says that cannot be, all at once. `tiers`: those known without it. */
export function checkInventory(file: InventoryFile, tiers: readonly string[]): InventoryProblem[] {
  const problems: InventoryProblem[] = []
  const tell: Tell = (path, message) => problems.push({ path, message })
  const names = {
    vaults: new Map(file.vaults.map(({ name }) => [nameKey(name), name])),
    tiers: new Map([...tiers, ...(file.tiers ?? []).map(({ name }) => name)].map((name) => [nameKey(name), name])),
    policies: new Set((file.policies ?? []).map(policyKey)),
    hasNameless: (file.policies ?? []).some(({ vault, name }) => vault === '' || name === ''),
  }
  checkVaults(file, tell)
  checkTiers(file, tell)
  checkPolicies(file, names, tell)
  checkMachines(file, names, tell)
  return problems
}

interface Names {
  readonly vaults: ReadonlyMap<string, string>
  readonly tiers: ReadonlyMap<string, string>
  readonly policies: ReadonlySet<string>
  /** Whether some policy's vault or name is not known: then no policy is unknown. */
  readonly hasNameless: boolean
}

function checkVaults({ vaults }: InventoryFile, tell: Tell): void {
  const first = new Map<string, number>()
  vaults.forEach((vault, i) => {
    tellTwice(first, nameKey(vault.name), i, () => tell(['vaults', i], `vault '${vault.name}' is there twice`))
    for (const key of ['policies', 'otherItems'] as const) {
      const value = vault[key] ?? 0
      if (value < 0 || !Number.isInteger(value))
        tell(['vaults', i, key], `${key} is ${value}; it must be a number from 0`)
    }
  })
}

function checkTiers({ tiers = [] }: InventoryFile, tell: Tell): void {
  const first = new Map<string, number>()
  tiers.forEach((tier, i) => {
    tellTwice(first, nameKey(tier.name), i, () => tell(['tiers', i], `tier '${tier.name}' is there twice`))
    if (tier.rpo !== undefined && parseDuration(tier.rpo) === undefined) {
      tell(['tiers', i, 'rpo'], `rpo '${tier.rpo}' is no duration; write 24h or 90m`)
    }
    const problem = tier.window === undefined ? null : windowProblem(tier.window)
    if (problem !== null) tell(['tiers', i, 'window'], problem)
    if (tier.policy !== undefined) checkSpec(tier.policy, ['tiers', i, 'policy'], tell)
  })
}

function checkPolicies({ policies = [] }: InventoryFile, names: Names, tell: Tell): void {
  const first = new Map<string, number>()
  policies.forEach((policy, i) => {
    const { vault, name, spec, tier } = policy
    const what = `policy '${name}' of vault '${vault}'`
    const at = (...rest: Path) => ['policies', i, ...rest]
    const key = vault === '' || name === '' ? '' : policyKey(policy)
    tellTwice(first, key, i, () => tell(at(), `${what} is there twice`))
    checkKnown(names.vaults, { kind: 'vault', name: vault, path: at('vault') }, tell)
    if (tier !== undefined) checkKnown(names.tiers, { kind: 'tier', name: tier, path: at('tier') }, tell)
    if (spec === undefined) checkStart(policy, at(), tell)
    else checkSpec(spec, at('spec'), tell)
  })
}

function checkStart({ vault, name, start, timeZone }: InventoryPolicy, path: Path, tell: Tell): void {
  const text = start ?? startOfName(name)
  if (text === undefined) {
    tell(
      path,
      `nobody says when policy '${name}' of vault '${vault}' starts, and its name holds no time; write its start`,
    )
  } else {
    const read = readStart(text)
    const problems = 'problem' in read ? [read.problem] : impossibleIn(read.value)
    for (const problem of problems) tell([...path, 'start'], problem)
  }
  const zone = timeZone === undefined ? undefined : readTimeZone(timeZone)
  if (zone !== undefined && 'problem' in zone) tell([...path, 'timeZone'], zone.problem)
}

/** What Azure refuses of a schedule, whatever else its policy says. */
function impossibleIn(schedule: Schedule): string[] {
  const found = checkPolicy(completeSpec({ schedule, retention: { daily: { count: 30 } } })).filter(isError)
  return found.filter(({ field }) => field.startsWith('schedule')).map(({ message, fix }) => `${message} ${fix}`)
}

function checkMachines({ machines }: InventoryFile, names: Names, tell: Tell): void {
  const first = new Map<string, number>()
  // Many VMs share few windows; each text is worked out once.
  const texts = new Set(machines.flatMap(({ window }) => window ?? []))
  const windows = new Map([...texts].map((text) => [text, windowProblem(text)]))
  machines.forEach((machine, i) => {
    const { vault, tier, policy, window } = machine
    const at = (...rest: Path) => ['machines', i, ...rest]
    tellTwice(first, nameKey(machineKey(machine)), i, () => tell(at(), twice(machine)))
    checkKnown(names.vaults, { kind: 'vault', name: vault, path: at('vault') }, tell)
    if (tier !== undefined) checkKnown(names.tiers, { kind: 'tier', name: tier, path: at('tier') }, tell)
    if (policy !== undefined && !names.hasNameless && !names.policies.has(policyKey({ vault, name: policy }))) {
      tell(at('policy'), `unknown policy '${policy}': the inventory has none of that name in vault '${vault}'`)
    }
    const problem = windows.get(window ?? '') ?? null
    if (problem !== null) tell(at('window'), problem)
    for (const [d, disk] of (machine.disks ?? []).entries()) checkDisk(disk, at('disks', d), tell)
  })
}

function twice({ id, name }: InventoryMachine): string {
  return id === undefined
    ? `VM '${name}' is there twice; give VMs of one name an id or a resourceGroup`
    : `the id '${id}' is there twice`
}

function checkDisk({ sizeGb, usedGb = 0, churnPerDay = 0 }: InventoryDisk, path: Path, tell: Tell): void {
  if (sizeGb <= 0) tell([...path, 'sizeGb'], `the size of a disk is ${sizeGb} GB; it must be above 0`)
  else if (usedGb < 0 || usedGb > sizeGb) {
    tell([...path, 'usedGb'], `${usedGb} GB of a disk of ${sizeGb} GB are used; write a number from 0 to ${sizeGb}`)
  }
  if (churnPerDay < 0 || churnPerDay > 1) {
    tell([...path, 'churnPerDay'], `${churnPerDay} of a disk changes in a day; write a part from 0 to 1 (0 % to 100 %)`)
  }
}

/** Why the window cannot be used; null when it can. */
function windowProblem(window: string): string | null {
  const read = readWindow(window)
  return 'problem' in read ? `impossible window: ${read.problem}` : null
}

function checkSpec(spec: Parameters<typeof completeSpec>[0], path: Path, tell: Tell): void {
  for (const { field, message, fix } of checkPolicy(completeSpec(spec)).filter(isError)) {
    tell([...path, ...field.split('.')], `${message} ${fix}`)
  }
}

function checkKnown(
  known: ReadonlyMap<string, string>,
  asked: { readonly kind: string; readonly name: string; readonly path: Path },
  tell: Tell,
): void {
  // A name that is missing is told as such, and may be the one that was meant.
  if (asked.name === '' || known.has('') || known.has(nameKey(asked.name))) return
  const near = closeNames(asked.name, [...known.values()])
  const listed = known.size === 0 ? 'there is none' : `known: ${[...known.values()].slice(0, 10).join(', ')}`
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : listed
  tell(asked.path, `unknown ${asked.kind} '${asked.name}'; ${hint}`)
}

function tellTwice(first: Map<string, number>, key: string, index: number, report: () => void): void {
  if (first.has(key)) report()
  else if (key !== '') first.set(key, index)
}
