import { parseResourceName } from '../core/arm-id.js'
import { distinctBy } from '../core/group.js'
import { closeNames, nameKey, sameName } from '../core/names.js'
import type { Blocker } from '../model/plan.js'
import type { StorageAccount } from '../model/storage-account.js'
import type { RestoreInput } from './input.js'
import { type StagingChoice, unfitness } from './staging.js'
import type { RestoreTarget } from './survey.js'

/** The accounts that a run may use: those named, each once, else all there are. */
export function stagingAccounts(
  { stagingAccount = [] }: RestoreInput,
  accounts: readonly StorageAccount[],
): Omit<StagingChoice, 'loads'> {
  if (stagingAccount.length === 0) return { accounts }
  const found = stagingAccount.map((text) => ({ text, account: accounts.find((one) => isNamed(one, text)) }))
  const unknown = found.flatMap(({ text, account }) => (account === undefined ? [text] : []))
  const usable = found.flatMap(({ account }) => account ?? [])
  return {
    accounts: distinctBy(usable, ({ id }) => nameKey(id)),
    named: true,
    unknown: unknown.length === 0 ? null : unknownAccounts(unknown, accounts),
  }
}

/** Of the accounts that were named, those that no restore of the run can use, each as a sentence. */
export function unusable(
  accounts: readonly StorageAccount[],
  targets: readonly Pick<RestoreTarget, 'region'>[],
): string[] {
  const regions = targets.flatMap(({ region }) => region ?? [])
  return accounts.flatMap((account) => {
    const reasons = regions.map((region) => unfitness(account, region))
    const [why] = reasons
    return why == null || reasons.includes(null) ? [] : [`Storage account '${account.name}' is not used: it ${why}.`]
  })
}

function isNamed(account: StorageAccount, text: string): boolean {
  if (text.startsWith('/')) return sameName(account.id, text)
  const named = parseResourceName(text, 'storageAccounts')
  return (
    named !== undefined &&
    sameName(account.name, named.name) &&
    (named.resourceGroup === undefined || sameName(account.resourceGroup, named.resourceGroup))
  )
}

function unknownAccounts(names: readonly string[], accounts: readonly StorageAccount[]): Blocker {
  const known = accounts.map(({ name }) => name)
  const what = names.map((name) => `'${name}'`).join(', ')
  const subject = names.length === 1 ? `There is no storage account ${what}` : `There are no storage accounts ${what}`
  return {
    code: 'STAGING_ACCOUNT_NOT_FOUND',
    message: `${subject} in the subscription that is restored to.`,
    suggestions: [
      ...names.flatMap((name) => closeNames(name, known)).map((name) => `Did you mean ${name}?`),
      'Leave --staging-account out: the least used accounts that fit are taken.',
    ],
  }
}
