import type { ClientScriptForConnect } from '@azure/arm-recoveryservicesbackup'
import { AzbkError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import type { MountScript } from '../model/file-mount.js'

/** A script, with its text or with the address of a program. */
export interface ScriptSource extends Omit<MountScript, 'content'> {
  readonly from: { readonly text: string } | { readonly url: string }
}

/**
 * The script among those that Azure sent: a Python text for Linux; for Windows a program to download, named in the second
 * of two. Source: AZURE-BACKUP-API.md section 13; the Azure CLI (`az backup restore files mount-rp`).
 */
export function readClientScripts(scripts: readonly ClientScriptForConnect[]): ScriptSource {
  const script = scripts.find(({ scriptContent, url }) => scriptContent || url)
  const cut = cutPassword(script?.scriptNameSuffix ?? '')
  if (script === undefined || cut === undefined) throw unreadable()
  const { scriptContent = '', scriptExtension = '', osType, url = '' } = script
  const named = { name: `${cut.name}${scriptExtension}`, password: cut.password }
  if (!sameName(osType ?? '', 'Linux')) return { os: 'Windows', ...named, from: { url } }
  const text = Buffer.from(scriptContent, 'base64').toString('utf8')
  return { os: 'Linux', ...named, from: { text: askingForPassword(text, cut.password) } }
}

const ID_LENGTH = 32
const PASSWORD_LENGTH = 15

/** Azure hides the password in the name, behind the id that follows the last underscore. Source: the Azure CLI. */
function cutPassword(suffix: string): { readonly name: string; readonly password: string } | undefined {
  const start = suffix.lastIndexOf('_') + 1 + ID_LENGTH
  const end = start + PASSWORD_LENGTH
  if (suffix.length < end) return undefined
  return { name: suffix.slice(0, start) + suffix.slice(end), password: suffix.slice(start, end) }
}

/** The script asks for the password when it finds this in its place, as Microsoft's own clients leave it. Source: the Azure CLI. */
function askingForPassword(text: string, password: string): string {
  return text.replace(`TargetPassword="${password}"`, 'TargetPassword="UserInput012345"')
}

function unreadable(): AzbkError {
  return new AzbkError({
    code: 'MOUNT_SCRIPT_UNREADABLE',
    exit: 'failed',
    kind: 'azure',
    message: 'Azure mounted the files and sent no script that azbk can read.',
    suggestions: ['Use the Azure portal: the VM, Backup, File Recovery.'],
  })
}
