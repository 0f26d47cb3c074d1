import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportLines, type MockAddress, quote, renderExports } from '../../../src/mock/setup.js'
import { clientSetups } from '../../../src/mock/setup-clients.js'

const MOCK: MockAddress = {
  baseUrl: 'https://127.0.0.1:8443',
  caFile: "/home/contoso/it's here/ca.pem",
  tenantId: 'tenant',
  subscriptionId: 'subscription',
  clientId: 'client',
  clientSecret: 'secret',
}

describe('a quoted text', () => {
  it('is one word of a POSIX shell, whatever is in it', () => {
    const anything = fc.string({ unit: fc.constantFrom(...'ab \'"$`\\\n!*;&|(){}<>#~%') })
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 5 }), (texts) => {
        const words = texts.map((text) => quote(text, 'posix')).join(' ')
        const read = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' })
        expect(read.split('\0').slice(0, -1)).toEqual(texts)
      }),
      { numRuns: 30 },
    )
  })

  it('doubles quotes for PowerShell', () => {
    expect(exportLines({ A: "it's $HOME" }, 'powershell')).toEqual(["$env:A = 'it''s $HOME'"])
  })
})

describe('the exports', () => {
  it('name the mock, its login and its certificate to every client', () => {
    const lines = renderExports(MOCK, 'posix').split('\n')

    expect(lines).toContain("export AZBK_ARM_ENDPOINT='https://127.0.0.1:8443'")
    expect(lines).toContain("export AZURE_CLIENT_SECRET='secret'")
    expect(lines).toContain("export AZURE_TENANT_ID='adfs'")
    expect(lines).toContain("export ARM_METADATA_HOSTNAME='127.0.0.1:8443'")
    for (const name of ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'])
      expect(lines).toContain(`export ${name}='/home/contoso/it'\\''s here/ca.pem'`)
  })

  it('leave out the subscription of a world without one', () => {
    expect(renderExports({ ...MOCK, subscriptionId: '' }, 'posix')).not.toContain('SUBSCRIPTION')
  })
})

describe('the set-up of the clients', () => {
  it('names each of them once, with lines that hold the address', () => {
    const setups = clientSetups(MOCK)
    const names = setups.map(({ client }) => client)

    expect(new Set(names).size).toBe(names.length)
    for (const client of ['azbk', 'az', 'Azure PowerShell', 'JavaScript', 'Python', '.NET', 'Go'])
      expect(setups.find((setup) => setup.client === client)?.lines.join('\n')).toContain('https://127.0.0.1:8443')
  })

  it('lets az log in where it asks nobody else', () => {
    const az = clientSetups(MOCK).find(({ client }) => client === 'az')

    expect(az?.lines.join('\n')).toContain('--endpoint-active-directory https://127.0.0.1:8443/adfs')
  })
})
