import Protect from '../../commands/protect.js'
import { createEstate, type Estate } from '../helpers/estate.js'
import { type RunOptions, runAzbk } from '../helpers/run-command.js'

export const protect = (estate: Estate, argv: string[], options: RunOptions = {}) =>
  runAzbk(Protect, argv, { mock: estate.mock, ...options })

/** One vault, VMs without protection. */
export function estateWith(...names: string[]): Estate {
  const estate = createEstate()
  estate.vault('rsv-weu')
  for (const name of names) estate.vm({ name })
  return estate
}

export const policies = (estate: Estate, vault = 'rsv-weu') =>
  Object.fromEntries(estate.items(vault).map(({ properties }) => [properties.friendlyName, properties.policyName]))

export const puts = (estate: Estate) =>
  estate.mock.control.requests.entries.filter(({ method, path }) => method === 'PUT' && /protectedItems/i.test(path))
    .length
