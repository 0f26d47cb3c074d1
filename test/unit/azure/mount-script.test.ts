import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClientScripts } from '../../../src/azure/mount-script.js'

const ID = '0123456789abcdef0123456789abcdef'
const PASSWORD = 'a1b2c3d4e5f6789'

function linux(text: string, more: object = {}) {
  const scriptContent = Buffer.from(text).toString('base64')
  return {
    scriptContent,
    scriptExtension: '.py',
    osType: 'Linux',
    url: '',
    scriptNameSuffix: `web-01_weu_1_${ID}${PASSWORD}`,
    ...more,
  }
}

describe('the script among those that Azure sends', () => {
  it('for Linux is a text that asks for the password, under a name without it', () => {
    const script = readClientScripts([linux(`#!/usr/bin/env python\nTargetPassword="${PASSWORD}"\n`)])

    expect(script).toEqual({
      os: 'Linux',
      name: `web-01_weu_1_${ID}.py`,
      password: PASSWORD,
      from: { text: '#!/usr/bin/env python\nTargetPassword="UserInput012345"\n' },
    })
  })

  it('for Windows is the one that can be downloaded', () => {
    const row = { osType: 'Windows', scriptContent: '', scriptNameSuffix: `db-01_weu_1_${ID}${PASSWORD}9f` }
    const url = 'https://download.contoso.example/open.exe'

    const script = readClientScripts([
      { ...row, scriptExtension: '.ps1', url: '' },
      { ...row, scriptExtension: '.exe', url },
    ])

    expect(script).toEqual({ os: 'Windows', name: `db-01_weu_1_${ID}9f.exe`, password: PASSWORD, from: { url } })
  })

  it('keeps the password out of the name, whatever the VM is called', () => {
    const word = fc.stringMatching(/^[a-z0-9_-]{1,40}$/)
    fc.assert(
      fc.property(word, fc.stringMatching(/^[A-Z]{15}$/), (vm, password) => {
        const script = readClientScripts([linux('x', { scriptNameSuffix: `${vm}_weu_1_${ID}${password}` })])
        expect([script.password, script.name]).toEqual([password, `${vm}_weu_1_${ID}.py`])
      }),
    )
  })

  it.each([
    ['none', []],
    ['one without content', [linux('')]],
    ['one without a password in its name', [linux('x', { scriptNameSuffix: `web-01_${ID}short` })]],
  ])('is missed in an answer with %s', (_, scripts) => {
    expect(() => readClientScripts(scripts)).toThrow('sent no script that azbk can read')
  })
})
