import type { AppContext } from '../context.js'
import { type AzbkError, toAzbkError } from '../core/errors.js'
import { EXIT_CODES, worstExitCode } from '../core/exit-codes.js'
import { AZURE_CHECKS, type Check, type CheckName, type Finding } from './checks.js'

export type CheckState = 'ok' | 'warn' | 'fail' | 'skipped'

export interface DoctorCheck {
  readonly name: CheckName
  readonly state: CheckState
  /** What was found. */
  readonly text: string
  /** What to do; null when there is nothing to mend. */
  readonly fix: string | null
  /** The code of the error that a command would end with; null unless the check failed. */
  readonly code: string | null
}

export interface DoctorResult {
  /** True when nothing failed; warnings do not count. */
  readonly ok: boolean
  readonly checks: readonly DoctorCheck[]
}

export interface DoctorOptions {
  /** Builds the context of the run; what it throws is a finding, not the end. */
  readonly open: () => Promise<AppContext>
  /** Without the `v`. */
  readonly nodeVersion: string
}

/** Examines everything that a command needs, and what to do where it is missing. Changes nothing in Azure. */
export async function runDoctor(options: DoctorOptions): Promise<{ result: DoctorResult; exitCode: number }> {
  const failures: AzbkError[] = []
  const done: DoctorCheck[] = [checkNode(options.nodeVersion)]
  const ctx = await options.open().catch((error: unknown) => toAzbkError(error))
  if ('session' in ctx) {
    for (const check of AZURE_CHECKS) done.push(await examine(check, { ctx, done, failures }))
  } else {
    failures.push(ctx)
    done.push(...notOpened(ctx))
  }
  const exitCode = worstExitCode(failures.map((failure) => failure.exitCode))
  return { result: { ok: failures.length === 0, checks: done }, exitCode }
}

/** The version that `engines` in package.json asks for. */
function checkNode(version: string): DoctorCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isEnough = major > 20 || (major === 20 && minor >= 19)
  return isEnough
    ? row('Node.js', 'ok', { text: version })
    : row('Node.js', 'warn', { text: `${version} is older than 20.19`, fix: 'Install Node.js 20.19 or newer.' })
}

async function examine(
  check: Check,
  run: { ctx: AppContext; done: readonly DoctorCheck[]; failures: AzbkError[] },
): Promise<DoctorCheck> {
  const lacking = check.needs.find((name) =>
    run.done.some((one) => one.name === name && (one.state === 'fail' || one.state === 'skipped')),
  )
  if (lacking) return row(check.name, 'skipped', { text: `not looked at: '${lacking}' failed` })
  try {
    const finding = await check.run(run.ctx)
    return row(check.name, finding.fix === undefined ? 'ok' : 'warn', finding)
  } catch (thrown) {
    const error = toAzbkError(thrown)
    if (error.exitCode === EXIT_CODES.interrupted) throw error
    run.failures.push(error)
    return failed(check.name, error)
  }
}

/** The context could not be built: the check that this belongs to fails, the others cannot be made. */
function notOpened(error: AzbkError): DoctorCheck[] {
  if (error.exitCode === EXIT_CODES.interrupted) throw error
  const culprit = culpritOf(error)
  return AZURE_CHECKS.map(({ name }) => {
    if (name === culprit) return failed(name, error)
    if (name === 'Configuration') return row(name, 'ok', { text: 'valid' })
    return row(name, 'skipped', { text: `not looked at: '${culprit}' failed` })
  })
}

function culpritOf({ exitCode }: AzbkError): CheckName {
  if (exitCode === EXIT_CODES.usage) return 'Configuration'
  if (exitCode === EXIT_CODES.noPermission) return 'Login'
  return exitCode === EXIT_CODES.notFound ? 'Subscription' : 'Endpoint'
}

function failed(name: CheckName, error: AzbkError): DoctorCheck {
  return { name, state: 'fail', text: error.message, fix: error.suggestions.join(' ') || null, code: error.code }
}

function row(name: CheckName, state: CheckState, { text, fix }: Finding): DoctorCheck {
  return { name, state, text, fix: fix ?? null, code: null }
}
