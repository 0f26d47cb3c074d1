import { AzbkError, refusedError, usageError } from '../core/errors.js'

/** What of an error says where it comes from. */
interface SystemError {
  readonly code?: string
  readonly syscall?: string
  readonly path?: string
  readonly message?: string
}

const PORT_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use',
  EACCES: 'it needs more rights',
  EADDRNOTAVAIL: 'it is no address of this machine',
}

/** Why a mock cannot be served, as far as the user can do something about it; any other error as it is. */
export function serveError(error: unknown, place: { host: string; port: number; tlsDir: string }): unknown {
  const { host, port, tlsDir } = place
  const { code = '', syscall, path, message } = error as SystemError
  if (error instanceof RangeError) {
    return usageError('MOCK_NOT_ON_LOOPBACK', `The mock is not served on ${host}: ${message}`, [
      'Leave out --host to serve this machine only.',
      'Add --listen-anywhere if others shall reach it.',
    ])
  }
  if (syscall === 'listen' && code in PORT_PROBLEMS) {
    return refusedError(
      'MOCK_PORT_UNUSABLE',
      `The mock cannot be served on ${host}, port ${port}: ${PORT_PROBLEMS[code]}.`,
      ['Take another --port; 0 finds a free one.'],
    )
  }
  if (syscall === 'getaddrinfo') {
    return usageError('MOCK_HOST_UNKNOWN', `--host ${host} is no name that this machine knows.`, [
      'Leave out --host to serve this machine only.',
    ])
  }
  if (path?.startsWith(tlsDir)) {
    return new AzbkError({
      code: 'MOCK_TLS_UNWRITABLE',
      exit: 'failed',
      message: `The keys of the server could not be kept in ${tlsDir}: ${message}`,
      suggestions: ['Name a folder that can be written to with --tls-dir.'],
      cause: error,
    })
  }
  return error
}
