import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'

/**
 * GET /metadata/endpoints, without a login: how clients find the addresses of a private cloud. Older versions give the
 * addresses alone, as Azure Stack Hub does; 2019 and 2020 a list of clouds; from 2022 on one cloud (what Terraform reads).
 */
export function getMetadata({ state }: MockContext, { origin, apiVersion }: ArmCall): ArmReply {
  if (apiVersion < '2019') return { status: 200, body: addresses(origin) }
  const cloud = describeCloud(origin, state.tenantId)
  return { status: 200, body: apiVersion < '2022' ? [cloud(`${origin}/adfs`)] : cloud(origin) }
}

/** The login endpoint ends in `/adfs`, which keeps az from asking Microsoft's own servers about it. */
function addresses(origin: string) {
  const base = `${origin}/`
  return {
    galleryEndpoint: base,
    graphEndpoint: `${base}graph`,
    portalEndpoint: base,
    authentication: { loginEndpoint: `${base}adfs`, audiences: [base] },
  }
}

/** az reads the list (`ARM_CLOUD_METADATA_URL`); the readers of the single cloud put the tenant behind the login endpoint. */
function describeCloud(origin: string, tenantId: string) {
  const base = `${origin}/`
  return (loginEndpoint: string) => ({
    name: 'AzbkMock',
    portal: base,
    authentication: { loginEndpoint, audiences: [base], tenant: tenantId, identityProvider: 'AAD' },
    resourceManager: base,
    graphAudience: `${base}graph`,
    microsoftGraphResourceId: 'https://graph.microsoft.com/',
    suffixes: { storage: 'core.windows.net', keyVaultDns: 'vault.azure.net' },
  })
}
