import { describe, expect, it } from 'vitest'
import { readTokenClaims } from '../../../src/azure/auth-token.js'
import { fakeJwt } from '../../helpers/fake-network.js'

describe('the claims of a token', () => {
  it('tell a user by sign-in name', () => {
    const token = fakeJwt({ oid: 'o', tid: 't', upn: 'ops@contoso.com', appid: 'az-cli', exp: 1_800_000_000 })

    expect(readTokenClaims(token)).toEqual({
      objectId: 'o',
      name: 'ops@contoso.com',
      kind: 'user',
      applicationId: 'az-cli',
      tenantId: 't',
      expiresAtMs: 1_800_000_000_000,
    })
  })

  it('tell an application by its id', () => {
    expect(readTokenClaims(fakeJwt({ oid: 'o', appid: 'app', idtyp: 'app' }))).toMatchObject({
      kind: 'application',
      name: 'app',
    })
  })

  it.each(['opaque', 'a.b.c', 'a.b', '..', `a.${Buffer.from('5').toString('base64url')}.c`])(
    'are none in %j',
    (token) => {
      expect(readTokenClaims(token)).toBeUndefined()
    },
  )
})
