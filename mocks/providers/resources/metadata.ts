import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'

/**
 * GET /metadata/endpoints, without a login: how clients find the addresses of a private cloud. The login endpoint
 * ends in `/adfs`, which keeps clients from asking Microsoft's own servers about it.
 */
export function getMetadata(_ctx: MockContext, { origin }: ArmCall): ArmReply {
  const base = `${origin}/`
  return {
    status: 200,
    body: {
      galleryEndpoint: base,
      graphEndpoint: `${base}graph`,
      portalEndpoint: base,
      authentication: { loginEndpoint: `${base}adfs`, audiences: [base] },
    },
  }
}
