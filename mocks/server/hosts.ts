import { hostname, networkInterfaces } from 'node:os'

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host.toLowerCase()) || /^127(\.\d{1,3}){3}$/.test(host)
}

/** The address to tell clients of a server bound to `address`: its own, or loopback when it listens on all. */
export function reachableAt(address: string): string {
  const host = isAny(address) ? '127.0.0.1' : address
  return host.includes(':') ? `[${host}]` : host
}

/** Every name by which clients may call a server bound to the address: what its certificate holds and its `Host` check lets pass. */
export function hostsOf(address: string): string[] {
  const others = isAny(address)
    ? [hostname(), ...Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((one) => one.address))]
    : [address]
  return [...new Set([...LOOPBACK, ...others.map((host) => host.toLowerCase())])].filter((host) => !host.includes('%'))
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** The host of a `Host` header, without port and brackets. */
export function hostOf(header: string): string {
  return header
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
}
