import { describe, expect, it } from 'vitest'
import { AZURE_ERRORS } from '../../../src/azure/error-table.js'
import { responseError } from '../../../src/azure/errors.js'

function refusalOf(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  const response = { status, bodyAsText: body, headers: { get: (name: string) => headers[name] } }
  return responseError(response, "creating vault 'rsv-weu'")
}

const said = (code: string, message: string) => JSON.stringify({ error: { code, message } })

describe('a refusal of Azure', () => {
  it('with a code that has no row says so, and keeps all that Azure said', () => {
    const headers = { 'x-ms-request-id': 'r-1', 'x-ms-correlation-request-id': 'c-1' }
    const error = refusalOf(400, said('UserErrorMoonPhase', 'The moon is full.\r\nWait.'), headers)

    expect(error).toMatchObject({
      code: 'AZURE_REFUSED',
      exitCode: 6,
      message: expect.stringContaining("Could not finish creating vault 'rsv-weu': The moon is full."),
      suggestions: [expect.stringContaining("no advice for Azure's code UserErrorMoonPhase")],
      details: {
        azureCode: 'UserErrorMoonPhase',
        azureMessage: 'The moon is full.\r\nWait.',
        status: 400,
        requestId: 'r-1',
        correlationId: 'c-1',
      },
    })
  })

  it.each([
    [401, 'LOGIN_REQUIRED', 5],
    [403, 'PERMISSION_MISSING', 5],
    [404, 'NOT_FOUND', 4],
    [409, 'AZURE_REFUSED', 6],
    [412, 'AZURE_REFUSED', 6],
    [429, 'THROTTLED', 7],
    [500, 'AZURE_UNAVAILABLE', 1],
    [503, 'AZURE_UNAVAILABLE', 1],
  ])('with status %i and no code known is %s, exit code %i', (status, code, exitCode) => {
    expect(refusalOf(status, said('Unheard', 'No.'))).toMatchObject({ code, exitCode })
  })

  it('is told by its row in any case of the code, with its cause, its advice and the words of Azure', () => {
    for (const { codes, code, why } of AZURE_ERRORS) {
      for (const azureCode of codes) {
        const error = refusalOf(400, said(azureCode.toUpperCase(), 'Words of Azure.'))

        expect(error.code, azureCode).toBe(code)
        expect(error.message, azureCode).toContain(`${why} Azure says: Words of Azure.`)
        expect(error.suggestions.length, azureCode).toBeGreaterThan(0)
      }
    }
  })
})

describe('the table of errors', () => {
  it('has each code of Azure once', () => {
    const codes = AZURE_ERRORS.flatMap((row) => row.codes.map((code) => code.toLowerCase()))

    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([])
  })
})
