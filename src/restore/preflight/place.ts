import { regionKey } from '../../core/names.js'
import type { Blocker } from '../../model/plan.js'
import type { RestorePlaces } from '../places.js'
import { unfitness } from '../staging.js'
import { type Check, ofPoint } from './facts.js'

export const checkGroup: Check = ({ mode, places: { groupName, group } }) => {
  if (groupName === null && mode === 'vm') {
    return [groupNeeded('A new VM is made in a resource group')]
  }
  if (groupName === null || group !== null) return []
  const message = `There is no resource group '${groupName}' to restore into.`
  const suggestions = [`az group create --name ${groupName} --location <region>`]
  return [{ code: 'GROUP_NOT_FOUND', message, suggestions }]
}

function groupNeeded(why: string): Blocker {
  const suggestions = ['Add --target-group <group>.']
  return { code: 'TARGET_GROUP_NEEDED', message: `${why}, and none is named.`, suggestions }
}

/** Only disks that lay in a storage account can stay in one, and only in their own region. Source: AZURE-BACKUP-API.md section 12. */
export const checkGroupNeeded = ofPoint(({ managedDisks }, { target, mode, places }) => {
  const { subject, secondaryRegion } = target
  if (mode !== 'disks' || places.groupName !== null || (!managedDisks && secondaryRegion === null)) return []
  const why = managedDisks ? `VM '${subject.name}' has managed disks` : 'A restore across regions makes managed disks'
  return [groupNeeded(`${why}: they are made in a resource group`)]
})

/** Every restore goes through an account, and none fits this one. */
export function noStaging(vm: string, location: string, { accounts }: RestorePlaces): Blocker {
  const near = accounts.filter((account) => regionKey(account.location) === regionKey(location))
  const unfit = near.flatMap((account) => {
    const why = unfitness(account, location)
    return why === null ? [] : [`'${account.name}' ${why}`]
  })
  const told = unfit.length === 0 ? '' : ` (${unfit.slice(0, 3).join(', ')}${unfit.length > 3 ? ', ...' : ''})`
  return {
    code: 'NO_STAGING_ACCOUNT',
    message: `No storage account in ${location} fits the restore of VM '${vm}': ${near.length} lie there${told}, and it takes one of general-purpose v2 that is not premium and holds no disk of the VM.`,
    suggestions: [
      `az storage account create --name <name> --resource-group <group> --location ${location} --kind StorageV2 --sku Standard_LRS`,
    ],
  }
}
