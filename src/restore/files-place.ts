import { constants } from 'node:fs'
import { access, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AzbkError } from '../core/errors.js'
import type { MountScript } from '../model/file-mount.js'
import type { OsType } from '../model/machine.js'
import type { Blocker } from '../model/plan.js'

/** Only the owner may read what opens the disks of a VM. */
const OWNER_ONLY = 0o600

/** Where a script is to be written. */
export interface ScriptPlace {
  /** A file, or a folder in which the script gets the name that Azure gave it. */
  readonly out: string
  readonly isFolder: boolean
  /** Whether a file that is there may be overwritten. */
  readonly replace: boolean
}

/** What was written. */
export interface SavedScript {
  readonly file: string
  /** Holds the password where the script cannot; null when it stands in the head of the script. */
  readonly passwordFile: string | null
  /** Where the script runs. */
  readonly os: OsType
  /** The name under which it must be run. */
  readonly name: string
}

export async function readPlace(out: string, replace: boolean): Promise<ScriptPlace> {
  return { out, isFolder: (await statOf(out))?.isDirectory() ?? false, replace }
}

/** Why nothing could be written there: told before anything is mounted. `os`: that of the VM, null when nobody knows. */
export async function checkPlace({ out, isFolder, replace }: ScriptPlace, os: OsType | null): Promise<Blocker[]> {
  const folder = isFolder ? out : dirname(out)
  const files = isFolder ? [] : os === 'Linux' ? [out] : [out, passwordFileOf(out)]
  const checks = [checkFolder(folder), ...files.map((file) => checkFile(file, replace))]
  return (await Promise.all(checks)).flatMap((blocker) => blocker ?? [])
}

async function checkFolder(folder: string): Promise<Blocker | undefined> {
  try {
    await access(folder, constants.W_OK)
    return undefined
  } catch (error) {
    const message = `No file can be written in ${folder}: ${(error as Error).message}.`
    return { code: 'OUT_UNWRITABLE', message, suggestions: ['Name a file in a folder that can be written to.'] }
  }
}

async function checkFile(file: string, replace: boolean): Promise<Blocker | undefined> {
  const found = await statOf(file)
  if (found === undefined || (replace && found.isFile())) return undefined
  const suggestions = ['Name another file with --out, or replace it with --force.']
  if (found.isFile()) return { code: 'OUT_EXISTS', message: `${file} is there already.`, suggestions }
  return { code: 'OUT_NOT_A_FILE', message: `${file} is no file: the script is a secret.`, suggestions: [] }
}

/** Writes the script and its password, readable by the owner alone; all of it or nothing. */
export async function saveScript({ out, isFolder, replace }: ScriptPlace, script: MountScript): Promise<SavedScript> {
  const file = isFolder ? join(out, basename(script.name)) : out
  const { os, name, content, password } = script
  if (os === 'Linux') {
    await writeSecret(file, withPassword(Buffer.from(content).toString('utf8'), password), replace)
    return { file, passwordFile: null, os, name }
  }
  const passwordFile = passwordFileOf(file)
  await writeSecret(passwordFile, `${password}\r\n`, replace)
  try {
    await writeSecret(file, content, replace)
  } catch (error) {
    await rm(passwordFile, { force: true })
    throw error
  }
  return { file, passwordFile, os, name }
}

/** Lines that Python reads first must stay first: how to start the script, and how its text is encoded. */
const FIRST_LINES = /^(#!.*\n)?(#.*coding.*\n)?/

/** The script with its password in a comment at its head. */
export function withPassword(text: string, password: string): string {
  return text.replace(FIRST_LINES, (first) => `${first}# Password: ${password}\n`)
}

function passwordFileOf(file: string): string {
  return `${file}.password`
}

async function writeSecret(file: string, content: string | Uint8Array, replace: boolean): Promise<void> {
  try {
    if (replace) await rm(file, { force: true })
    // `wx` fails when the file exists, whoever made it in between.
    await writeFile(file, content, { flag: 'wx', mode: OWNER_ONLY })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST') await rm(file, { force: true }).catch(() => {})
    throw new AzbkError({
      code: 'OUT_UNWRITABLE',
      exit: 'failed',
      message: `The script cannot be written to ${file}: ${message}.`,
      suggestions: ['Name another file with --out.'],
    })
  }
}

async function statOf(path: string) {
  return stat(path).catch(() => undefined)
}
