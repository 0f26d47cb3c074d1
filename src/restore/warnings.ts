import { DAY_MS } from '../core/clock.js'
import { groupBy } from '../core/group.js'
import { nameKey, sameName } from '../core/names.js'
import { OS_DISK_LUN } from '../model/machine.js'
import type { PointTier } from '../model/point.js'
import { formatDuration, formatTime, listFirst } from '../view/format.js'
import type { RestorePlaces } from './places.js'
import type { RestoreStep } from './plan.js'
import { sourceTierOf } from './preflight/way.js'
import type { RestoreRow } from './rows.js'
import type { RestoreTarget } from './survey.js'

/** Something that need not stop a restore, but should be known before it. */
interface Concern {
  /** What those of several VMs have in common, as a sentence. */
  readonly kind: string
  /** About this VM, as a sentence. */
  readonly text: string
}

export interface WarningFacts {
  readonly now: Date
  readonly places: RestorePlaces
  /** How long a VM may be down; null when nobody said. */
  readonly rtoOf: (target: RestoreTarget) => number | null
  /** Where the points were to be, if anybody said. */
  readonly pointTier?: PointTier | undefined
}

/** One warning for each kind of concern, however many VMs have it. */
export function restoreWarnings(steps: readonly RestoreStep[], facts: WarningFacts): string[] {
  const concerns = steps.flatMap((step) => CONCERNS.flatMap((about) => about(step, facts)))
  return [...groupBy(concerns, ({ kind }) => kind)].map(([kind, all]) =>
    all.length === 1 ? (all[0]?.text ?? '') : `${kind}${listFirst(all.map(({ text }) => text))}`,
  )
}

/** One warning for all that were back later than they may be. */
export function lateWarnings(rows: readonly RestoreRow[]): string[] {
  const late = rows.flatMap(({ name, rtoMs, recoveredMs }) =>
    rtoMs === null || recoveredMs === null || recoveredMs <= rtoMs
      ? []
      : [`VM '${name}' took ${formatDuration(recoveredMs)}, more than the RTO of ${formatDuration(rtoMs)}.`],
  )
  return late.length > 1 ? [`Some VMs took longer than their RTO.${listFirst(late)}`] : late
}

type About = (step: RestoreStep, facts: WarningFacts) => Concern[]

const aboutRto: About = (step, { rtoOf }) => {
  const { task, estimate, target } = step
  const rtoMs = rtoOf(target)
  const backMs = estimate === null ? 0 : (estimate.likelyMs ?? estimate.bestMs)
  if (task === null || rtoMs === null || backMs <= rtoMs) return []
  const text = `VM '${task.name}' is likely to be back after ${formatDuration(backMs)}; its RTO is ${formatDuration(rtoMs)}.`
  return [{ kind: 'Some VMs are likely to be back after their RTO.', text }]
}

const aboutRunning: About = ({ target: { subject, jobs } }) =>
  jobs
    .filter(({ status }) => status === 'InProgress')
    .map(({ name, startTime }) => ({
      kind: 'Some VMs are being restored already.',
      text: `VM '${subject.name}' is being restored already, since ${formatTime(startTime)}: job ${name}.`,
    }))

/** Azure lists the disks of a point only when some were left out. The VM may have had others then. */
const aboutLuns: About = ({ target: { subject, machine, choice }, task }) => {
  const luns = task?.order.luns ?? []
  if (machine === null || choice?.point.disks?.includedDisks != null) return []
  const missing = luns.filter((lun) => lun !== OS_DISK_LUN && machine.disks.every((disk) => disk.lun !== lun))
  if (missing.length === 0) return []
  const text = `VM '${subject.name}' has no disk at LUN ${missing.join(', ')} now: Azure refuses the restore unless its point holds one.`
  return [{ kind: 'Some VMs have no disk at a LUN that is asked for.', text }]
}

const aboutExpiry: About = ({ target: { subject, choice }, task, estimate }, { now }) => {
  const expiry = choice?.point.expiryTime ?? null
  if (task === null || expiry === null) return []
  const leftMs = Date.parse(expiry) - now.getTime()
  const worstMs = estimate?.worstMs ?? 0
  if (leftMs >= Math.max(DAY_MS, worstMs)) return []
  const until =
    leftMs < worstMs ? `, and its restore may take until ${formatTime(new Date(now.getTime() + worstMs))}` : ''
  const text = `The recovery point of VM '${subject.name}' expires at ${formatTime(expiry)}${until}.`
  return [{ kind: 'Some recovery points expire within a day, or before their restore may be over.', text }]
}

const aboutArchive: About = ({ target: { subject }, task }) => {
  const priority = task?.order.rehydration?.priority
  if (priority === undefined) return []
  const text = `The recovery point of VM '${subject.name}' is brought back from the archive tier first: within ${priority === 'high' ? 'one hour' : '15 hours'}.`
  return [{ kind: 'Some recovery points are brought back from the archive tier first.', text }]
}

const aboutSnapshot: About = ({ target, task }, { places, pointTier }) => {
  if (task === null || pointTier !== 'instant') return []
  if (sourceTierOf({ target, places, options: task.order }) === 'instant') return []
  const text = `VM '${task.name}' is restored from the vault: snapshots serve their own region, zone and subscription only.`
  return [{ kind: 'Some VMs are restored from the vault, not from their snapshots.', text }]
}

const aboutFirewall: About = ({ task }, { places: { accounts } }) => {
  const account = accounts.find(({ id }) => sameName(id, task?.order.stagingAccountId ?? ''))
  if (task === null || account === undefined || account.openToNetworks) return []
  const text = `Storage account '${account.name}', through which VM '${task.name}' goes, is behind a firewall: it must let trusted services of Azure pass.`
  return [{ kind: 'Some storage accounts are behind a firewall.', text }]
}

/** Roles by which the identity of a vault may use an account are of the data plane, too, and may come from groups: azbk does not judge them. */
const aboutIdentity: About = ({ target: { vault }, task }) => {
  const { vaultIdentity, stagingAccountId } = task?.order ?? {}
  if (task === null || vaultIdentity == null) return []
  const who = vaultIdentity === 'system' ? `the system-assigned identity of vault '${vault?.name}'` : vaultIdentity
  const id = vaultIdentity === 'system' ? (vault?.identity?.principalId ?? '<its principal id>') : '<its principal id>'
  const look = `az role assignment list --assignee ${id} --scope ${stagingAccountId} --include-inherited --include-groups`
  const text = `Whether ${who} may use storage account '${task.staging.name}' is not checked; this lists its roles there: ${look}`
  return [{ kind: 'Whether the identity of the vault may use the storage accounts is not checked.', text }]
}

const aboutKeys: About = ({ target: { subject, choice }, task }) => {
  if (task === null || choice === null || !choice.point.encrypted) return []
  const text = `VM '${subject.name}' encrypts its disks itself: they open only while its key vault has the keys, and the login may read them.`
  return [{ kind: 'Some VMs encrypt their disks themselves.', text }]
}

const aboutConfidential: About = ({ target: { subject, choice }, task }) => {
  if (task === null || nameKey(choice?.point.securityType ?? '') !== nameKey('ConfidentialVM')) return []
  const text = `VM '${subject.name}' is a confidential VM: Azure restores those in a preview, in some regions only.`
  return [{ kind: 'Some VMs are confidential VMs.', text }]
}

const CONCERNS: readonly About[] = [
  aboutRunning,
  aboutLuns,
  aboutRto,
  aboutExpiry,
  aboutArchive,
  aboutSnapshot,
  aboutFirewall,
  aboutIdentity,
  aboutKeys,
  aboutConfidential,
]
