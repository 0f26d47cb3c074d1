import { basename } from 'node:path'
import type { OsType } from '../model/machine.js'
import { formatTime } from '../view/format.js'
import { DRY_RUN_NOTE, renderChanges } from '../view/plan-view.js'
import type { View } from '../view/style.js'
import type { RestoreFilesResult } from './files.js'
import type { Mounted } from './files-mount.js'
import type { SavedScript } from './files-place.js'

export const renderRestoreFiles: View<RestoreFilesResult> = (result, style) => {
  const { applied, changes, name, script, mountedUntil, revoked, unmountCommand } = result
  const plan = renderChanges(changes, style)
  if (!applied) return `${plan}\n${DRY_RUN_NOTE}`
  if (script !== null && mountedUntil !== null) {
    return `${describeMount({ script, until: mountedUntil })}\nThen unmount them with: ${unmountCommand}`
  }
  return revoked ? `The files of VM '${name}' are unmounted; the script for them is void.` : plan
}

/** How to come from the script to the files. */
export function describeMount({ script, until }: Mounted): string {
  const steps = stepsFor(script).map((step, i) => `${i + 1}. ${step}`)
  const head = `The files are mounted until ${formatTime(until)}. ${placeOf(script)}`
  return [head, ...steps].join('\n')
}

function placeOf({ file, passwordFile }: SavedScript): string {
  if (passwordFile === null)
    return `The script is in ${file}, its password in a comment at its head: keep it to yourself.`
  return `The program is in ${file}, its password in ${passwordFile}: keep both to yourself.`
}

/** Source: Microsoft docs, "Recover files from Azure virtual machine backup": requirements for OS, components and access. */
function stepsFor(script: SavedScript): string[] {
  return [
    ...RUN[script.os](script),
    'That machine needs TLS 1.2 and must reach download.microsoft.com and the Recovery Services of the region (*.backup.windowsazure.com in public Azure) on ports 443 and 3260, and DNS.',
    'Copy what you need: the volumes can be read only.',
  ]
}

const RUN: Readonly<Record<OsType, (script: SavedScript) => string[]>> = {
  Linux: ({ file }) => [
    `Copy ${basename(file)} to a Linux machine that knows the file systems of the VM; not the VM itself when it uses LVM or RAID.`,
    `Run there, in an empty folder: sudo python3 ${basename(file)}. It asks for the password, then mounts the volumes in that folder.`,
    'It needs bash 4, open-iscsi and lshw, and offers to install what is missing.',
  ],
  Windows: ({ name }) => [
    `Copy the program to a machine with the same version of Windows as the VM, or the client version of it, under the name ${name}; not the VM itself when it uses Storage Spaces or dynamic disks.`,
    'Run it there as administrator and type the password: it gives a drive letter to each volume.',
  ],
}
