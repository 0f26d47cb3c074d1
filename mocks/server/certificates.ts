import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'

/** What a server needs to speak TLS, and what its clients need to believe it. PEM texts. */
export interface Certificates {
  /** The certificate of the authority: what clients are told to trust. */
  ca: string
  cert: string
  key: string
}

/** Under the 398 days that clients accept at most. */
const LIFE_MS = 365 * 24 * 3_600_000
/** Clients' clocks may be behind. */
const BACKDATED_MS = 24 * 3_600_000
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/**
 * Makes an authority and a certificate for the hosts signed by it. The authority's key is thrown away: nobody can ever
 * sign another certificate that its clients would believe.
 */
export async function createCertificates(hosts: readonly string[], nowMs: number): Promise<Certificates> {
  // Before x509, whose dependency injection wants it.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const [authority, server] = await Promise.all([generateKeys(), generateKeys()])
  const life = { notBefore: new Date(nowMs - BACKDATED_MS), notAfter: new Date(nowMs + LIFE_MS) }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=azbk mock CA',
    ...life,
    signingAlgorithm: ALGORITHM,
    keys: authority,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=azbk mock',
    issuer: ca.subject,
    ...life,
    signingAlgorithm: ALGORITHM,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((host) => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(server.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', server.privateKey)
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
}
