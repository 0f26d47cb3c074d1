import type { Json } from './recording.js'

/** Members whose values are enums or names of kinds: spelling counts. */
const SPELLED = new Set([
  'accesspoints',
  'actionsinfo',
  'backupmanagementtype',
  'backupstorageversion',
  'bcdrsecuritylevel',
  'code',
  'containertype',
  'createdwithpolicytype',
  'crossregionrestore',
  'crossregionrestorestate',
  'crosssubscriptionrestorestate',
  'durationtype',
  'enhancedsecuritystate',
  'healthstatus',
  'job type',
  'jobtype',
  'lastbackupstatus',
  'objecttype',
  'operation',
  'ostype',
  'policytype',
  'protectionstate',
  'protectionstatus',
  'protectableitemtype',
  'protecteditemtype',
  'provisioningstate',
  'publicnetworkaccess',
  'recoverypointtype',
  'registrationstatus',
  'restorelocationtype',
  'retentionpolicytype',
  'schedulepolicytype',
  'schedulerunfrequency',
  'securescore',
  'securitytype',
  'softdeletefeaturestate',
  'softdeletestate',
  'standardtierstorageredundancy',
  'state',
  'status',
  'storagetype',
  'taskid',
  'tasktype',
  'timezone',
  'type',
  'virtualmachineversion',
  'workloadtype',
])

/** Ways in which two answers differ in shape; paths use `[]` for list elements. */
export function shapeDifferences(recorded: Json, mocked: Json, path = ''): string[] {
  const [left, right] = [kindOf(recorded), kindOf(mocked)]
  if (left !== right) return [`${path || 'body'}: ${left} in Azure, ${right} in the mock`]
  if (left === 'object') return objectDifferences(recorded, mocked, path)
  if (left === 'array') return listDifferences(recorded, mocked, path)
  const name = path.split('.').at(-1)?.replace('[]', '').toLowerCase() ?? ''
  const isSpelled = SPELLED.has(name) && recorded !== mocked
  return isSpelled ? [`${path}: "${recorded}" in Azure, "${mocked}" in the mock`] : []
}

function objectDifferences(recorded: Json, mocked: Json, path: string): string[] {
  const differences: string[] = []
  const at = (name: string) => (path ? `${path}.${name}` : name)
  for (const name of Object.keys(recorded)) {
    // A note of those who cut the recordings.
    if (name === '_trimmed') continue
    if (!(name in mocked)) differences.push(`${at(name)}: missing in the mock`)
    else differences.push(...shapeDifferences(recorded[name], mocked[name], at(name)))
  }
  for (const name of Object.keys(mocked)) {
    if (!(name in recorded)) differences.push(`${at(name)}: not in Azure's answer`)
  }
  return differences
}

/** Lists of resources are compared entry by entry, entries of strangers left out; other lists in order. */
function listDifferences(recorded: Json[], mocked: Json[], path: string): string[] {
  const isResources = recorded.some((entry) => kindOf(entry) === 'object' && 'id' in entry && 'properties' in entry)
  const mine = isResources ? recorded.filter(isOwn) : recorded
  if (isResources) return resourceDifferences(mine, mocked.filter(isOwn), path)
  if (mine.length !== mocked.length) return [`${path}: ${mine.length} entries in Azure, ${mocked.length} in the mock`]
  return mine.flatMap((entry, index) => shapeDifferences(entry, mocked[index], `${path}[]`))
}

/** Entries that belong to the test: the subscription was shared with strangers. */
function isOwn(entry: Json): boolean {
  if (/\/vaults$/i.test(entry.type)) return /^clitest-vault0/i.test(entry.name)
  return !/\/protectableItems$/i.test(entry.type) || /;clitest\.rg000001;/i.test(entry.name)
}

function resourceDifferences(mine: Json[], mocked: Json[], path: string): string[] {
  const others = [...mocked]
  const differences: string[] = []
  for (const entry of mine) {
    const sameName = others.findIndex((other) => other.name?.toLowerCase() === entry.name?.toLowerCase())
    const index = sameName >= 0 ? sameName : others.findIndex((other) => isUnnamed(entry) && other.type === entry.type)
    const [partner] = index >= 0 ? others.splice(index, 1) : []
    if (!partner) differences.push(`${path}[]: ${entry.type} missing in the mock`)
    else differences.push(...shapeDifferences(entry, partner, `${path}[]`))
  }
  return [...differences, ...others.map((other) => `${path}[]: ${other.type} not in Azure's answer`)]
}

/** Points and jobs have names that the service makes up. */
function isUnnamed(entry: Json): boolean {
  return /^(\d+|[0-9a-f-]{36})$/i.test(entry.name ?? '')
}

function kindOf(value: Json): string {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'array' : typeof value
}
