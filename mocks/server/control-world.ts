import type { Hono } from 'hono'
import { objectOf, textOf } from '../json.js'
import type { GuestRecord } from '../providers/compute/state.js'
import type { QuotasState } from '../providers/usages.js'
import type { Controlled } from './control.js'
import { readBody } from './control-body.js'
import { ControlError } from './control-error.js'

/**
 * What no request to Azure can say: `GET /guests` what is inside VMs, `PUT /guests {vmId, rules, agent}` one of them,
 * `DELETE /guests?vmId=ID` makes it healthy; `GET | PUT /quotas {limits, restrictions}` what subscriptions may have.
 */
export function addWorldRoutes(app: Hono, controlled: Controlled): void {
  const control = () => controlled.mock().control
  app.get('/guests', (c) => c.json({ guests: control().peek().compute.guests }))
  app.put('/guests', async (c) => {
    const { vmId, ...guest } = await readBody(c)
    refuseWrong(() => control().setGuest(requireVmId(vmId), guest as unknown as GuestRecord))
    return c.body(null, 204)
  })
  app.delete('/guests', (c) => {
    control().setGuest(requireVmId(c.req.query('vmId')), undefined)
    return c.body(null, 204)
  })
  app.get('/quotas', (c) => c.json(objectOf(control().peek().quotas)))
  app.put('/quotas', async (c) => {
    const quotas = await readBody(c)
    refuseWrong(() => control().setQuotas(quotas as Partial<QuotasState>))
    return c.body(null, 204)
  })
}

function requireVmId(vmId: unknown): string {
  const id = textOf(vmId)
  if (id?.startsWith('/subscriptions/')) return id
  throw new ControlError(400, 'InvalidGuest', '"vmId" must be the resource id of a virtual machine.')
}

function refuseWrong(change: () => void): void {
  try {
    change()
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(400, 'InvalidBody', error.message)
    throw error
  }
}
