import { HOUR_MS } from '../core/clock.js'
import type { OsType } from './machine.js'

/** The files of a point stay mounted for so long. Source: Microsoft docs, "Recover files from Azure virtual machine backup". */
export const MOUNT_MS = 12 * HOUR_MS

/** What mounts the files of a point where it is run. A secret as a whole: whoever has it reads the disks of the VM. */
export interface MountScript {
  /** Where it runs: that of the VM. */
  readonly os: OsType
  /** As Azure names the file, after region, point and session. Nothing says that the program for Windows works under another. */
  readonly name: string
  /** What it asks for when it is run. */
  readonly password: string
  readonly content: Uint8Array
}
