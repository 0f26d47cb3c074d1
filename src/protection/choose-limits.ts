import { describeOrigin, type Settings } from '../config/settings.js'
import { usageError } from '../core/errors.js'
import { findName } from '../core/names.js'
import { readText } from '../core/read-text.js'
import { LIMITS_PROFILES, type LimitsProfileName } from '../slots/limit-profiles.js'
import type { LimitsProfile } from '../slots/limits.js'
import { parseLimitsFile } from '../slots/limits-file.js'

const NAMES = Object.keys(LIMITS_PROFILES) as LimitsProfileName[]

/** The limits of a profile by name, or of a file; without either, those that the settings name. */
export async function chooseLimits(
  profile: string | undefined,
  settings: Pick<Settings, 'limits' | 'origins'>,
): Promise<LimitsProfile> {
  const file = profile ?? settings.limits
  const name = findName(NAMES, file)
  if (name !== undefined) return LIMITS_PROFILES[name]
  const origin = profile === undefined ? settings.origins.limits : undefined
  const where = origin === undefined ? '' : `limits of ${describeOrigin(origin)}: `
  const text = await readText(file, (why) =>
    usageError(
      'PROFILE_UNREADABLE',
      `${where}'${file}' is no profile of limits (${NAMES.join(', ')}), and as a file it cannot be read: ${why}.`,
      ['docs/stagger.md describes the profiles, and files with limits of your own.'],
    ),
  )
  return parseLimitsFile(file, text)
}
