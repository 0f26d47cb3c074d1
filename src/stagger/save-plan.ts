import { constants } from 'node:fs'
import { access, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { AzbkError, refusedError } from '../core/errors.js'
import { planDigest } from './fingerprint.js'
import { PLAN_KIND, type StaggerPlan } from './plan-file.js'

/** Throws before any work is done when a plan could not be saved there: what is no plan is never overwritten. */
export async function checkPlanPlace(file: string): Promise<void> {
  const text = await readExisting(file)
  if (text === undefined || isPlan(text)) return
  throw refusedError('OUT_NOT_A_PLAN', `${file} exists and is no stagger plan; it is not overwritten.`, [
    'Name another file with --out, or remove that one.',
  ])
}

/** Writes a plan as a whole or not at all: nobody ever reads half of one. */
export async function savePlan(file: string, plan: StaggerPlan): Promise<void> {
  await checkPlanPlace(file)
  const draft = `${file}.part`
  try {
    await writeFile(draft, planText(plan))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw unwritable(file, error)
  }
}

/** The same plan is always the same text; its digest comes last. */
export function planText(plan: StaggerPlan): string {
  return `${JSON.stringify({ ...plan, digest: planDigest(plan) }, null, 2)}\n`
}

async function readExisting(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unwritable(file, error)
  }
  try {
    await access(dirname(resolve(file)), constants.W_OK)
  } catch (error) {
    throw unwritable(file, error)
  }
  return undefined
}

function isPlan(text: string): boolean {
  try {
    return (JSON.parse(text) as { kind?: unknown } | null)?.kind === PLAN_KIND
  } catch {
    return false
  }
}

function unwritable(file: string, error: unknown): AzbkError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const folder = dirname(file)
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: `there is no folder ${folder}`,
    ENOTDIR: `${folder} is no folder`,
    EISDIR: 'it is a folder',
    EACCES: 'its permissions do not allow it',
    ENOSPC: 'the disk is full',
  }
  return new AzbkError({
    code: 'OUT_UNWRITABLE',
    exit: 'failed',
    message: `The plan cannot be written to ${file}: ${reasons[code] ?? message}.`,
    suggestions: ['Name a file with --out in a folder that is there, has room, and that you may write to.'],
  })
}
