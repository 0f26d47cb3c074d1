import { paint, type View } from '../view/style.js'
import { renderFields } from '../view/table.js'
import type { MockServeResult } from './serve.js'
import { clientSetups } from './setup-clients.js'

/** What a served mock says when it is ready: where it is, who may log in, and lines to paste for each client. */
export const renderMockServe: View<MockServeResult> = async (result, style) => {
  const fields = renderFields([
    ['Address', result.baseUrl],
    ['CA file', result.caFile],
    ['Control', result.controlUrl],
    ['State', result.stateFile],
    ['Tenant', result.tenantId],
    ['Subscription', result.subscriptionId],
  ])
  const heading = (text: string) => paint(style, 'strong', text)
  const logins = result.identities.map(
    ({ identity, clientId, clientSecret }) => `  ${identity.padEnd(20)}${clientId}  ${clientSecret}`,
  )
  const clients = clientSetups(result).map(({ client, lines }) =>
    [heading(client), ...lines.map((line) => `  ${line}`)].join('\n'),
  )
  const parts = [fields, [heading('Service principals (role, client id, secret)'), ...logins].join('\n'), ...clients]
  return `${parts.join('\n\n')}\n\nReady. Ctrl-C stops the server and saves its state.`
}
