import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { resourceNotFound } from '../../errors.js'

/** GET of the images that were made from VMs: the mock makes none, but clients look for one behind every unknown name. */
export function listManagedImages(): ArmReply {
  return { status: 200, body: { value: [] } }
}

/** GET of one such image: none is there. */
export function getManagedImage(_ctx: MockContext, call: ArmCall): ArmReply {
  throw resourceNotFound('Microsoft.Compute/images', call.params.name ?? '', call.params.rg ?? '')
}
