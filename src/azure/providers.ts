import { armGet } from './arm-request.js'
import type { AzureSession } from './session.js'

/** The providers that the verbs of azbk talk to. */
export const NEEDED_PROVIDERS = [
  'Microsoft.RecoveryServices',
  'Microsoft.Compute',
  'Microsoft.Storage',
  'Microsoft.Network',
] as const

export interface ProviderRegistration {
  readonly namespace: string
  /** `Registered`, `Registering`, `NotRegistered` or `Unregistering`. */
  readonly state: string
}

/** Whether a subscription may use a provider. AZURE-CLIENTS.md section 3. */
export async function getProvider(
  session: AzureSession,
  subscriptionId: string,
  namespace: string,
): Promise<ProviderRegistration> {
  const row = await armGet<{ registrationState?: string }>(session, {
    what: `reading the registration of ${namespace}`,
    path: `/subscriptions/${subscriptionId}/providers/${namespace}`,
    apiVersion: '2021-04-01',
  })
  return { namespace, state: row.registrationState ?? 'Unknown' }
}
