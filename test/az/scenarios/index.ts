import type { Scenario } from '../scenario.js'
import { crossRegion } from './cross-region.js'
import { disks } from './disks.js'
import { estate, notForVms } from './estate.js'
import { archive, files } from './files-and-archive.js'
import { guard } from './guard.js'
import { identity, restoreWithKeys } from './identity.js'
import { login, roles } from './login.js'
import { networksAndImages } from './networks-and-images.js'
import { policies } from './policies.js'
import { processes } from './processes.js'
import { protection } from './protection.js'
import { restore } from './restore.js'
import { restoreEstate } from './restore-estate.js'
import { alwaysOn, softDelete } from './soft-delete.js'
import { accountsAndGroups, machines, vmCreate } from './surroundings.js'
import { vaultLife } from './vault-life.js'
import { vaultSettings } from './vault-settings.js'
import { weather } from './weather.js'

/** All of them, the longest first: they run side by side. */
export const SCENARIOS: readonly Scenario[] = [
  restore,
  restoreEstate,
  networksAndImages,
  processes,
  protection,
  softDelete,
  policies,
  crossRegion,
  archive,
  vaultLife,
  vaultSettings,
  identity,
  restoreWithKeys,
  disks,
  guard,
  alwaysOn,
  weather,
  files,
  accountsAndGroups,
  machines,
  vmCreate,
  login,
  roles,
  estate,
  notForVms,
]
