import type { Hono } from 'hono'
import { checkFaultRule } from '../fault-check.js'
import type { FaultRule } from '../fault-rule.js'
import type { Controlled } from './control.js'
import { readBody } from './control-body.js'
import { ControlError } from './control-error.js'

/** `GET /faults` the rules with their counters, `POST /faults` a rule, `DELETE /faults` all of them, `DELETE /faults/{id}` one. */
export function addFaultRoutes(app: Hono, controlled: Controlled): void {
  const faults = () => controlled.mock().control.faults
  app.get('/faults', (c) => c.json({ faults: faults().list() }))
  app.post('/faults', async (c) => {
    const rule = await readBody(c)
    const problems = checkFaultRule(rule)
    if (problems.length > 0) throw new ControlError(400, 'InvalidFault', problems.join(' '))
    return c.json(faults().add(rule as unknown as FaultRule), 201)
  })
  app.delete('/faults', (c) => c.json({ cleared: faults().clear() }))
  app.delete('/faults/:id', (c) => {
    const id = c.req.param('id')
    const cleared = faults().clear([id])
    if (cleared.length === 0) throw new ControlError(404, 'UnknownFault', `There is no fault ${id}.`)
    return c.json({ cleared })
  })
}
