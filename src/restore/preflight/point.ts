import { needsRehydration } from '../../model/point.js'
import { formatTime } from '../../view/format.js'
import { ofPoint } from './facts.js'
import { isInstantOnly, isOtherSubscription, isOtherZone } from './way.js'

/** Bringing a point back costs money and hours: it is done when it is asked for. */
export const checkArchive = ofPoint((point, { target: { subject }, options: { rehydration } }) => {
  if (!needsRehydration(point) || rehydration !== null) return []
  const message = `The recovery point of ${formatTime(point.time)} of VM '${subject.name}' lies in the archive and must be brought back first.`
  return [
    {
      code: 'REHYDRATION_NEEDED',
      message,
      suggestions: [
        'Add --rehydrate-days 15 --rehydrate-priority standard (within 15 hours).',
        'Add --rehydrate-days 15 --rehydrate-priority high (within one hour, for more money).',
      ],
    },
  ]
})

/** A snapshot serves its own zone and subscription only. Source: AZURE-LIMITS.md D5. */
export const checkInVault = ofPoint((point, facts) => {
  const where = isOtherSubscription(facts) ? 'another subscription' : isOtherZone(facts) ? 'another zone' : null
  if (where === null || !isInstantOnly(facts)) return []
  const message = `The recovery point of ${formatTime(point.time)} of VM '${facts.target.subject.name}' is a snapshot that has not reached the vault yet; only copies in the vault can be restored into ${where}.`
  return [
    { code: 'POINT_NOT_IN_VAULT', message, suggestions: ['Add --point-tier vault to take the latest one there.'] },
  ]
})
