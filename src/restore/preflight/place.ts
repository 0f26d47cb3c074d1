import { regionKey } from '../../core/names.js'
import type { Blocker } from '../../model/plan.js'
import type { RestorePlaces } from '../places.js'
import { type StagingChoice, type StagingNeed, unfitFor } from '../staging.js'
import { type Check, ofPoint } from './facts.js'

export const checkGroup: Check = ({ target, mode, places: { groupName, group, azScope } }) => {
  if (groupName === null && mode === 'vm') {
    return [groupNeeded('A new VM is made in a resource group')]
  }
  if (groupName === null || group !== null) return []
  const message = `There is no resource group '${groupName}' to restore into.`
  const suggestions = [`az group create --name ${groupName} --location ${target.region ?? '<region>'}${azScope}`]
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

/** So many accounts are told apart. */
const MOST_TOLD = 3

/** Every restore goes through an account, and none fits this one: of those named each is told, else those nearby. */
export function noStaging(
  need: Pick<StagingNeed, 'region' | 'homes'>,
  { accounts, named = false }: Pick<StagingChoice, 'accounts' | 'named'>,
  { vm, azScope }: Pick<RestorePlaces, 'azScope'> & { readonly vm: string },
): Blocker {
  const { region } = need
  const near = named ? accounts : accounts.filter((account) => regionKey(account.location) === regionKey(region))
  const told = near.map((account) => `'${account.name}' ${unfitFor(need, account)}`)
  const more = told.length > MOST_TOLD && !named
  const why = (more ? [...told.slice(0, MOST_TOLD), '...'] : told).join(', ')
  const make = `az storage account create --name <name> --resource-group <group> --location ${region} --kind StorageV2 --sku Standard_LRS${azScope}`
  if (named) {
    const message = `No storage account that is named fits the restore of VM '${vm}' in ${region}: ${why}.`
    return { code: 'NO_STAGING_ACCOUNT', message, suggestions: ['Leave --staging-account out, or name another.', make] }
  }
  return {
    code: 'NO_STAGING_ACCOUNT',
    message: `No storage account in ${region} fits the restore of VM '${vm}': ${near.length} lie there${why === '' ? '' : ` (${why})`}, and it takes one of general-purpose v2 that is not premium and holds no disk of the VM.`,
    suggestions: [make],
  }
}
