import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTlsFolder } from '../../mocks/server/tls-folder.js'
import { folderWith } from '../helpers/temp-folder.js'

const HOSTS = ['127.0.0.1', 'localhost']

describe('the folder of the certificates', () => {
  it('holds one authority for servers that start in it at the same time', async () => {
    const folder = join(await folderWith(), 'tls')

    const [one, two] = await Promise.all([openTlsFolder(folder, HOSTS), openTlsFolder(folder, HOSTS)])

    expect(two).toEqual(one)
    expect(readFileSync(one.caFile, 'utf8')).toBe(one.ca)
    expect(await openTlsFolder(folder, HOSTS)).toEqual(one)
  })

  it.skipIf(process.platform === 'win32')('shows its private keys to its owner alone', async () => {
    const folder = join(await folderWith(), 'tls')
    await openTlsFolder(folder, HOSTS)

    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'server.json')).mode & 0o777).toBe(0o600)
  })

  it('makes keys anew for a host that they do not cover', async () => {
    const folder = await folderWith()
    const old = await openTlsFolder(folder, HOSTS)

    const { ca, cert } = await openTlsFolder(folder, [...HOSTS, 'contoso.example'])

    expect(ca).not.toBe(old.ca)
    expect(new X509Certificate(cert).checkHost('contoso.example')).toBe('contoso.example')
    expect(readFileSync(old.caFile, 'utf8')).toBe(ca)
  })
})
