import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readTokenClaims } from '../azure/auth-token.js'
import { listPermissions } from '../azure/permissions.js'
import { getProvider, NEEDED_PROVIDERS } from '../azure/providers.js'
import { getSubscription } from '../azure/subscriptions.js'
import type { AppContext } from '../context.js'
import { MINUTE_MS } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import { sameName } from '../core/names.js'
import { missingActions } from '../model/permissions.js'
import type { Verb } from '../model/verb-actions.js'
import { formatDuration, formatTime } from '../view/format.js'
import { describeIdentity, scopeOf } from './identity.js'

export type CheckName =
  | 'Node.js'
  | 'Configuration'
  | 'State folder'
  | 'Endpoint'
  | 'Clock'
  | 'Login'
  | 'Subscription'
  | 'Providers'
  | 'Permissions'

/** What a check that did not fail has to say; with a fix it is a warning. */
export interface Finding {
  readonly text: string
  readonly fix?: string
}

export interface Check {
  readonly name: CheckName
  /** Checks without whose success this one would only repeat their failure. */
  readonly needs: readonly CheckName[]
  /** Throws the error that a command would end with. */
  readonly run: (ctx: AppContext) => Promise<Finding>
}

/** Everything that needs settings or Azure, in the order of dependence. */
export const AZURE_CHECKS: readonly Check[] = [
  { name: 'Configuration', needs: [], run: checkConfiguration },
  { name: 'State folder', needs: [], run: checkStateFolder },
  { name: 'Endpoint', needs: [], run: checkEndpoint },
  { name: 'Clock', needs: ['Endpoint'], run: checkClock },
  { name: 'Login', needs: [], run: checkLogin },
  { name: 'Subscription', needs: ['Endpoint', 'Login'], run: checkSubscription },
  { name: 'Providers', needs: ['Subscription'], run: checkProviders },
  { name: 'Permissions', needs: ['Subscription'], run: checkPermissions },
]

async function checkConfiguration({ settings }: AppContext): Promise<Finding> {
  const text = settings.files.length === 0 ? 'no file; defaults count' : settings.files.join(', ')
  const [warning] = settings.warnings
  return warning === undefined ? { text } : { text, fix: warning }
}

async function checkStateFolder({ settings }: AppContext): Promise<Finding> {
  const folder = settings.stateDir
  try {
    await access(await nearestExisting(folder), constants.W_OK)
    return { text: folder }
  } catch (error) {
    throw new AzbkError({
      code: 'STATE_FOLDER_UNWRITABLE',
      exit: 'failed',
      message: `${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      suggestions: ['Name another folder with AZBK_STATE_DIR.'],
    })
  }
}

/** The folder, or the one in which it would be made; a file in its place is an error. */
async function nearestExisting(folder: string): Promise<string> {
  try {
    const found = await stat(folder)
    if (!found.isDirectory()) throw new Error(`${folder} is a file`)
    return folder
  } catch (error) {
    const parent = dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error
    return nearestExisting(parent)
  }
}

async function checkEndpoint({ session }: AppContext): Promise<Finding> {
  const response = await session.probe()
  const { name, armEndpoint } = session.cloud
  const text = `${name} at ${armEndpoint} answers`
  return response.status < 500
    ? { text }
    : { text: `${text} with HTTP ${response.status}`, fix: 'Azure has a fault at the moment; try again later.' }
}

/** Tokens are refused when clocks differ by more than five minutes. */
const TOLERATED_SKEW_MS = 5 * MINUTE_MS

async function checkClock({ session, clock }: AppContext): Promise<Finding> {
  const { headers } = await session.probe()
  const theirs = headers.get('x-azbk-mock-time') ?? headers.get('date')
  const skew = theirs === undefined ? Number.NaN : clock.now().getTime() - new Date(theirs).getTime()
  if (Number.isNaN(skew)) return { text: 'the endpoint did not tell its time' }
  const text =
    Math.abs(skew) < 1000
      ? 'agrees with Azure'
      : `${formatDuration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} Azure`
  return Math.abs(skew) > TOLERATED_SKEW_MS
    ? { text, fix: 'Set the clock of this machine (NTP): logins fail, and times in reports are wrong.' }
    : { text }
}

async function checkLogin({ session, settings }: AppContext): Promise<Finding> {
  const { token, expiresOnTimestamp } = await session.login()
  const { name, tenantId, expiresAt } = describeIdentity(readTokenClaims(token), expiresOnTimestamp)
  const way = settings.mock ? 'the mock' : `--auth ${settings.auth}`
  const who = `${name ?? 'a token that names nobody'} by ${way}, tenant ${tenantId ?? 'unknown'}`
  return { text: `${who}, valid until ${formatTime(expiresAt)}` }
}

async function checkSubscription({ session }: AppContext): Promise<Finding> {
  const { id, name, state } = await getSubscription(session, session.subscriptionId())
  const text = `${name} (${id})`
  return sameName(state, 'Enabled')
    ? { text }
    : { text: `${text} is ${state}`, fix: 'Writes fail until the subscription is enabled again.' }
}

async function checkProviders({ session }: AppContext): Promise<Finding> {
  const found = []
  for (const namespace of NEEDED_PROVIDERS) found.push(await getProvider(session, session.subscriptionId(), namespace))
  const missing = found.filter(({ state }) => !sameName(state, 'Registered'))
  if (missing.length === 0) return { text: `${found.map(({ namespace }) => namespace).join(', ')} are registered` }
  return {
    text: missing.map(({ namespace, state }) => `${namespace} is ${state}`).join(', '),
    fix: missing.map(({ namespace }) => `az provider register --namespace ${namespace} --wait`).join(' && '),
  }
}

const MAIN_JOB: readonly Verb[] = ['protect', 'backup']

async function checkPermissions(ctx: AppContext): Promise<Finding> {
  const scope = scopeOf(ctx)
  const permissions = await listPermissions(ctx.session, scope)
  const reading = missingActions(permissions, 'status')
  const hint = '`azbk whoami` lists every verb; `azbk whoami --role reader` prints a role that is enough.'
  if (reading.length > 0) {
    throw new AzbkError({
      code: 'PERMISSION_MISSING',
      exit: 'noPermission',
      message: `At ${scope} this login cannot even read: it lacks ${reading.join(', ')}.`,
      suggestions: [hint, 'With permissions in one resource group only, name it with --resource-group.'],
    })
  }
  const acting = [...new Set(MAIN_JOB.flatMap((verb) => missingActions(permissions, verb)))]
  return acting.length === 0
    ? { text: 'reading, protecting and backing up are allowed' }
    : {
        text: `reading is allowed; protecting and backing up lack ${acting.join(', ')}`,
        fix: '`azbk whoami --role operator` prints a role that is enough.',
      }
}
