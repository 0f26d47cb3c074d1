import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { wallNow } from '../clock.js'
import { isObject } from '../json.js'
import { type Certificates, createCertificates } from './certificates.js'

/** Everything a server keeps between runs, so that clients trust it and their tokens stay good when it starts again. */
export interface ServerKeys extends Certificates {
  /** Private key that signs tokens, PEM. */
  tokenKey: string
}

/** A certificate that ends sooner is made anew: a server may run for long. */
const RENEW_BEFORE_MS = 30 * 24 * 3_600_000

const PARTS = ['ca', 'cert', 'key', 'tokenKey']

/** Keys for a server that is thrown away with its process. */
export async function createServerKeys(hosts: readonly string[]): Promise<ServerKeys> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const tokenKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { ...(await createCertificates(hosts, wallNow())), tokenKey }
}

/**
 * The keys of a folder, made at the first use and when they no longer fit. `ca.pem` is what clients trust; `server.json`
 * holds the private keys, readable by its owner alone.
 */
export async function openTlsFolder(
  folder: string,
  hosts: readonly string[],
): Promise<ServerKeys & { caFile: string }> {
  const caFile = join(folder, 'ca.pem')
  const keysFile = join(folder, 'server.json')
  let keys = readKeys(keysFile, hosts)
  if (keys === undefined) {
    const made = await createServerKeys(hosts)
    // Another server may have made some meanwhile, and there is one file to trust: those that came first count.
    keys = readKeys(keysFile, hosts) ?? made
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (keys === made) replaceFile(keysFile, JSON.stringify(made), 0o600)
  }
  if (readText(caFile) !== keys.ca) replaceFile(caFile, keys.ca, 0o644)
  return { ...keys, caFile }
}

function fits(keys: ServerKeys, hosts: readonly string[]): boolean {
  try {
    const cert = new X509Certificate(keys.cert)
    const ca = new X509Certificate(keys.ca)
    const covers = (host: string) => (isIP(host) === 0 ? cert.checkHost(host) : cert.checkIP(host)) !== undefined
    const isWhole = cert.checkPrivateKey(createPrivateKey(keys.key)) && cert.verify(ca.publicKey)
    createPrivateKey(keys.tokenKey)
    return isWhole && Date.parse(cert.validTo) > wallNow() + RENEW_BEFORE_MS && hosts.every(covers)
  } catch {
    return false
  }
}

/** The keys of a file; undefined when there are none that fit. */
function readKeys(file: string, hosts: readonly string[]): ServerKeys | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value) || !PARTS.every((name) => typeof value[name] === 'string')) return undefined
    const keys = value as unknown as ServerKeys
    return fits(keys, hosts) ? keys : undefined
  } catch {
    return undefined
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Whole or not at all: others may read it at this moment. */
function replaceFile(file: string, text: string, mode: number): void {
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, text, { mode })
  renameSync(draft, file)
}
