import { OS_DISK_LUN } from '../../model/machine.js'
import { formatTime } from '../../view/format.js'
import { ofPoint } from './facts.js'

/** A disk can be restored from a point that holds it. */
export const checkLuns = ofPoint((point, { target: { subject }, options: { luns } }) => {
  const held = point.disks?.includedDisks?.map(({ lun }) => lun)
  if (luns === null || held === undefined) return []
  const data = held.filter((lun) => lun !== OS_DISK_LUN)
  const missing = luns.filter((lun) => !held.includes(lun))
  if (missing.length === 0) return []
  const known = data.length === 0 ? 'no data disk' : `those at LUN ${data.join(', ')}`
  const message = `The recovery point of ${formatTime(point.time)} of VM '${subject.name}' holds no disk at LUN ${missing.join(', ')}: it holds ${known}.`
  const suggestions = data.length === 0 ? ['--disk-lun os'] : data.map((lun) => `--disk-lun ${lun}`)
  return [{ code: 'NO_SUCH_DISK', message, suggestions }]
})

/** Azure wants to be told what becomes of disks that were closed to public access. Source: AZURE-BACKUP-API.md section 12. */
export const checkDiskAccess = ofPoint((point, { target: { subject, secondaryRegion }, options: { diskAccess } }) => {
  if (!point.privateDiskAccess) return []
  const isAcross = secondaryRegion !== null
  const choices = [
    ...(isAcross ? [] : ['--disk-access same: as the disks of the source']),
    '--disk-access private --disk-access-id <id>: by way of a private endpoint',
    '--disk-access public: open to all networks',
  ]
  if (diskAccess === null) {
    const message = `A disk of VM '${subject.name}' was closed to public access: say what the new disks shall be.`
    return [{ code: 'DISK_ACCESS_UNSAID', message, suggestions: choices }]
  }
  if (!isAcross || diskAccess.kind !== 'same') return []
  const message = `The disk access of VM '${subject.name}' belongs to its region: across regions its disks cannot keep it.`
  return [{ code: 'DISK_ACCESS_ELSEWHERE', message, suggestions: choices }]
})
