import { GROUP, type Json, vmBodyOf } from './helpers.js'
import type { Target } from './restore-bench.js'

const DISKS = `/resourceGroups/${GROUP}/providers/Microsoft.Compute/disks`

export const twoDisks = { vm: vmBodyOf({ location: 'westeurope', dataDisksGb: [64, 256] }) }

export const disksOf = (bench: Target, path = DISKS): Json[] => bench.send('GET', path).body.value
