import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Environment } from '../config/folders.js'
import { AzbkError, cancelledError } from '../core/errors.js'

/** What az gets to run with. */
export interface AzRun {
  readonly env: Environment
  readonly signal: AbortSignal
}

/** Lines of az's own words that an error carries. */
const LAST_LINES = 5

/** Addresses, names and ids: nothing that a shell would read as more than one word. */
const PLAIN_WORD = /^[\w@:./[\]-]+$/

/**
 * Runs az. On Windows az is a batch file, which only a shell can start: words that come from a server must be plain.
 *
 * @throws AZ_WORD_UNSAFE for a word that is not, AZ_MISSING when there is no az, AZ_FAILED with its last lines
 */
export async function runAz(words: readonly string[], { env, signal }: AzRun): Promise<void> {
  const unsafe = words.find((word) => !PLAIN_WORD.test(word))
  if (unsafe !== undefined) throw azWordUnsafe(unsafe)
  const isWindows = process.platform === 'win32'
  const child = spawn('az', [...words], {
    env: env as NodeJS.ProcessEnv,
    signal,
    shell: isWindows,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const said = text(child.stderr)
  const code = await ended.catch((error: NodeJS.ErrnoException) => {
    if (signal.aborted) throw cancelledError()
    throw error.code === 'ENOENT' ? azMissing() : error
  })
  if (code === 0) return
  const stderr = await said
  if (isWindows && /is not recognized/.test(stderr)) throw azMissing()
  throw azFailed(words, stderr)
}

function azWordUnsafe(word: string): AzbkError {
  return new AzbkError({
    code: 'AZ_WORD_UNSAFE',
    exit: 'refused',
    message: `az is not run with ${JSON.stringify(word)}, which no mock of azbk says of itself.`,
    suggestions: ['Check what --server names: an address or a ready file of `azbk mock serve` on this machine.'],
  })
}

function azMissing(): AzbkError {
  return new AzbkError({
    code: 'AZ_MISSING',
    exit: 'failed',
    message: 'There is no `az` on the PATH: the Azure CLI is not installed.',
    suggestions: [
      'Install it: https://aka.ms/azure-cli',
      'azbk itself needs no az: `azbk mock serve --env` sets it up.',
    ],
  })
}

function azFailed(words: readonly string[], stderr: string): AzbkError {
  const lines = stderr.trimEnd().split(/\r?\n/).slice(-LAST_LINES)
  return new AzbkError({
    code: 'AZ_FAILED',
    exit: 'failed',
    message: `\`az ${words.slice(0, 2).join(' ')}\` failed. It said:\n${lines.join('\n')}`,
    suggestions: ['Run it by hand with the lines that `azbk mock serve` prints for az, with --debug behind them.'],
  })
}
