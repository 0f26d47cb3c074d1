/** A refusal of the login service. Source of numbers and texts: docs, Microsoft Entra authentication error codes. */
export class LoginError extends Error {
  readonly status: number
  /** Error name of OAuth 2.0. */
  readonly error: string
  /** Number behind `AADSTS`. */
  readonly code: number

  constructor(status: number, refusal: { error: string; code: number; message: string }) {
    super(`AADSTS${refusal.code}: ${refusal.message}`)
    this.name = 'LoginError'
    this.status = status
    this.error = refusal.error
    this.code = refusal.code
  }

  toBody() {
    return { error: this.error, error_description: this.message, error_codes: [this.code] }
  }
}

export function tenantNotFound(tenant: string): LoginError {
  const message = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`
  return new LoginError(400, { error: 'invalid_tenant', code: 90002, message })
}

export function applicationNotFound(clientId: string): LoginError {
  const message = `Application with identifier '${clientId}' was not found in the directory 'Contoso'. The mock's application ids are those that \`azbk mock serve\` prints.`
  return new LoginError(400, { error: 'unauthorized_client', code: 700016, message })
}

export function wrongSecret(clientId: string): LoginError {
  const message = `Invalid client secret provided for app '${clientId}'.`
  return new LoginError(401, { error: 'invalid_client', code: 7000215, message })
}

export function missingCredential(): LoginError {
  const message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
  return new LoginError(401, { error: 'invalid_client', code: 7000218, message })
}

export function badAssertion(reason: string): LoginError {
  const message = `JWT token is invalid or malformed: ${reason}.`
  return new LoginError(401, { error: 'invalid_client', code: 50027, message })
}

export function assertionOutOfTime(): LoginError {
  const message = 'Client assertion is not within its valid time range.'
  return new LoginError(401, { error: 'invalid_client', code: 700024, message })
}

export function unsupportedGrant(grant: string): LoginError {
  const message = `The app requested an unsupported grant type '${grant}'. The mock logs in service principals (client secret or assertion) and managed identities.`
  return new LoginError(400, { error: 'unsupported_grant_type', code: 70003, message })
}

export function noUsers(): LoginError {
  const message =
    'The user account does not exist in the directory: the mock has no users to log in. Log in as a service principal (client secret or assertion) or with a managed identity.'
  return new LoginError(400, { error: 'invalid_grant', code: 50034, message })
}

export function resourceUnknown(resource: string): LoginError {
  const message = `The resource principal named ${resource} was not found in the tenant named Contoso.`
  return new LoginError(400, { error: 'invalid_resource', code: 500011, message })
}
