import { CONSISTENCIES, POINT_TIERS, type RecoveryPoint } from '../model/point.js'

type Test = (value: unknown) => boolean

const isText: Test = (value) => typeof value === 'string'
const isFlag: Test = (value) => typeof value === 'boolean'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
const isTime: Test = (value) => isText(value) && !Number.isNaN(Date.parse(String(value)))
const isTier: Test = (row) => isObject(row) && POINT_TIERS.some((tier) => tier === row.tier) && isText(row.status)
const isCount: Test = (row) => isObject(row) && Number.isInteger(row.included) && Number.isInteger(row.attached)
const isReady: Test = (row) => isObject(row) && isFlag(row.ready) && isText(row.reason)
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value)
const listOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test)

const MEMBERS: Readonly<Record<keyof RecoveryPoint, Test>> = {
  id: isText,
  name: isText,
  time: isTime,
  consistency: (value) => CONSISTENCIES.some((known) => known === value),
  tiers: listOf(isTier),
  expiryTime: orNull(isTime),
  rule: orNull(isText),
  zones: listOf(isText),
  edgeZone: (value) => value === undefined || isText(value),
  osType: orNull(isText),
  vmSize: orNull(isText),
  encrypted: isFlag,
  managedDisks: isFlag,
  securityType: orNull(isText),
  privateDiskAccess: isFlag,
  filesMounted: isFlag,
  disks: orNull(isCount),
  archiveReady: orNull(isReady),
}

/** A recovery point as azbk prints it, or undefined when something of it is missing, or is something else. */
export function readPoint(row: Readonly<Record<string, unknown>>): RecoveryPoint | undefined {
  const isWhole = Object.entries(MEMBERS).every(([member, test]) => test(row[member]))
  return isWhole ? (row as unknown as RecoveryPoint) : undefined
}
