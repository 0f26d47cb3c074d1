import { applyPlan, type PlanOutcome } from '../apply-plan.js'
import { unmountFiles } from '../azure/file-recovery.js'
import { itemRef } from '../azure/items.js'
import type { AppContext } from '../context.js'
import type { Instant } from '../core/clock.js'
import { refusedError, usageError } from '../core/errors.js'
import { withoutInterrupt } from '../fleet/run.js'
import { MOUNT_MS } from '../model/file-mount.js'
import { itemVmArgument, type ProtectedItem } from '../model/item.js'
import { isNamed } from '../model/point.js'
import { choiceWarnings, namedPoint } from '../points/choice.js'
import type { PointWish } from '../points/choose.js'
import { findItemOf } from '../points/item.js'
import { readPoints } from '../points/list.js'
import { notThere } from '../points/no-point.js'
import { formatDuration } from '../view/format.js'
import { type Mounted, mountAndSave } from './files-mount.js'
import type { SavedScript } from './files-place.js'
import { planMount, planUnmount } from './files-plan.js'
import { surveyFiles } from './files-survey.js'
import { describeMount } from './files-view.js'
import { hintAtPair } from './paired-hint.js'

export interface RestoreFilesInput extends Omit<PointWish, 'secondary'> {
  readonly vm: string
  readonly vault?: string | undefined
  /** A file, or a folder; needed to mount. */
  readonly out?: string | undefined
  readonly force?: boolean | undefined
  /** Unmounts what is mounted, and mounts nothing. */
  readonly unmount?: boolean | undefined
  /** Stays so long, then unmounts. */
  readonly unmountAfterMs?: number | undefined
  readonly crossRegion?: boolean | undefined
}

/** What was mounted, or unmounted. Holds nothing of the script. */
export interface RestoreFilesResult extends PlanOutcome {
  /** Of the VM. */
  readonly name: string
  readonly vault: string
  /** Null when files were only unmounted. */
  readonly point: { readonly name: string; readonly time: Instant; readonly why: string; readonly ageMs: number } | null
  /** Null when none was written. */
  readonly script: SavedScript | null
  /** Null when the files are not mounted, or not any more. */
  readonly mountedUntil: Instant | null
  /** True when this run unmounted files. */
  readonly revoked: boolean
  /** The command that unmounts the files; null when they are not mounted. */
  readonly unmountCommand: string | null
}

/** Opens the files of a recovery point to one machine, by a script that is written to a file for the user alone; or closes them. */
export async function restoreFiles(ctx: AppContext, input: RestoreFilesInput): Promise<RestoreFilesResult> {
  if (input.crossRegion) throw acrossRegions(input.vm)
  if (input.unmount) return unmount(ctx, await findItemOf(ctx, input), input)
  const wish = { ...input, out: requireOut(input) }
  return mount(ctx, await findItemOf(ctx, wish).catch(hintAtPair('files')), wish)
}

type MountInput = RestoreFilesInput & { readonly out: string }

async function mount(ctx: AppContext, item: ProtectedItem, input: MountInput): Promise<RestoreFilesResult> {
  const facts = await surveyFiles(ctx, item, input)
  const { point, why, ageMs } = facts.choice
  const plan = planMount(facts)
  for (const text of [...choiceWarnings(facts.choice, ctx.clock.now()), ...plan.warnings]) ctx.warn(text)
  const vault = input.vault === undefined ? '' : ` --vault ${input.vault}`
  const unmountCommand = `azbk restore files ${itemVmArgument(item)} --point ${point.name}${vault} --unmount`
  const stayMs = input.unmountAfterMs
  const written: Mounted[] = []
  const outcome = await applyPlan(ctx, plan, {
    what: `mount the files of VM '${item.machineName}'`,
    apply: async () => {
      written.push(await mountAndSave(ctx, facts, { stayMs, introduce: describeMount, unmountCommand }))
    },
  })
  const [mounted] = written
  const isOpen = mounted !== undefined && stayMs === undefined
  return {
    ...outcome,
    name: item.machineName,
    vault: item.vaultName,
    point: { name: point.name, time: point.time, why, ageMs },
    script: mounted?.script ?? null,
    mountedUntil: isOpen ? mounted.until : null,
    revoked: mounted !== undefined && !isOpen,
    unmountCommand: isOpen ? unmountCommand : null,
  }
}

/** Of the point that is named, else of all points of the VM. */
async function unmount(ctx: AppContext, item: ProtectedItem, input: RestoreFilesInput): Promise<RestoreFilesResult> {
  const points = await readPoints(ctx, item, { secondary: false })
  const name = namedPoint(input)
  const named = name === undefined ? points : points.filter((point) => isNamed(point, name))
  if (name !== undefined && named.length === 0) {
    const { machineName } = item
    const of = { now: ctx.clock.now(), machineName, vmArgument: itemVmArgument(item), secondary: false }
    throw notThere(name, of)
  }
  const { session } = withoutInterrupt(ctx)
  let revoked = false
  const outcome = await applyPlan(ctx, planUnmount(item, named), {
    what: `unmount files of VM '${item.machineName}'`,
    apply: async (pending) => {
      for (const { point } of pending) if (point !== null) await unmountFiles(session, { item: itemRef(item), point })
      revoked = true
    },
  })
  const nothing = { point: null, script: null, mountedUntil: null, unmountCommand: null }
  return { ...outcome, name: item.machineName, vault: item.vaultName, ...nothing, revoked }
}

/** What it takes to mount; a usage error when it cannot be. */
function requireOut({ out, unmountAfterMs }: RestoreFilesInput): string {
  if (out === undefined) {
    throw usageError('OUT_REQUIRED', 'The script needs a file to go to: it is a secret, and never printed.', [
      'Name it with --out <file>.',
    ])
  }
  if (unmountAfterMs !== undefined && unmountAfterMs > MOUNT_MS) {
    throw usageError('UNMOUNT_TOO_LATE', `Azure unmounts the files after ${formatDuration(MOUNT_MS)} itself.`, [
      'Give --unmount-after a shorter time, or leave it out.',
    ])
  }
  return out
}

/** Source: Microsoft docs, support matrix for VM backup: the paired region restores disks and VMs. */
function acrossRegions(vm: string) {
  return refusedError('FILES_CROSS_REGION', 'Azure mounts no files of the copies in the paired region.', [
    `azbk restore disks --vm ${vm} --cross-region --target-group <group>`,
  ])
}
