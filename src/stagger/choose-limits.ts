import { readFile } from 'node:fs/promises'
import type { Settings } from '../config/settings.js'
import { usageError } from '../core/errors.js'
import { findName } from '../core/names.js'
import { LIMITS_PROFILES, type LimitsProfileName } from '../slots/limit-profiles.js'
import type { LimitsProfile } from '../slots/limits.js'
import { parseLimitsFile } from '../slots/limits-file.js'

const NAMES = Object.keys(LIMITS_PROFILES) as LimitsProfileName[]

/** The limits of a profile by name, or of a file; without either, those that the settings name. */
export async function chooseLimits(
  profile: string | undefined,
  settings: Pick<Settings, 'limits'>,
): Promise<LimitsProfile> {
  const name = findName(NAMES, profile ?? settings.limits)
  if (name !== undefined) return LIMITS_PROFILES[name]
  const file = profile ?? ''
  return parseLimitsFile(file, await readText(file))
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : message
    throw usageError(
      'PROFILE_UNREADABLE',
      `'${file}' is no profile of limits (${NAMES.join(', ')}), and as a file it cannot be read: ${why}.`,
      ['docs/stagger.md describes the profiles, and files with limits of your own.'],
    )
  }
}
