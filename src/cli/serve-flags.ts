import { Flags, type Interfaces } from '@oclif/core'
import { THROTTLE_NAMES, TRANSFER_MODELS, WORLD_NAMES } from '../mock/change.js'
import type { MockServeInput } from '../mock/serve.js'
import { SHELLS } from '../mock/setup.js'

/** Flags of `azbk mock serve`. */
export const serveFlags = {
  port: Flags.integer({ min: 0, max: 65_535, default: 0, summary: 'Port; 0 takes a free one' }),
  host: Flags.string({ default: '127.0.0.1', summary: 'Address to bind to' }),
  'listen-anywhere': Flags.boolean({ summary: 'Allow a --host that other machines can reach' }),
  world: Flags.option({ options: WORLD_NAMES })({ summary: 'World of a new state file (default: contoso)' }),
  vms: Flags.integer({ min: 1, max: 10_000, summary: 'Number of VMs of a fleet (default: 1000)' }),
  seed: Flags.integer({ summary: 'Ids, durations and fleets of a new state repeat for a seed (default: 1)' }),
  state: Flags.string({ helpValue: '<file>', summary: 'State file (default: that of --mock)' }),
  'job-speed': Flags.integer({ min: 1, default: 600, summary: 'Jobs take their time in Azure divided by this' }),
  'calendar-speed': Flags.integer({ min: 1, max: 1_000_000, default: 1, summary: 'Calendar seconds for each second' }),
  'soft-delete-profile': Flags.option({ options: ['current', '2024'] as const })({
    summary: 'How vaults of a new state treat soft delete: always on as today (default: current), or as in 2024',
  }),
  throttle: Flags.option({ options: THROTTLE_NAMES })({
    summary: "Count requests against Azure's quotas and refuse those above (default: as the state says)",
  }),
  'transfer-model': Flags.option({ options: TRANSFER_MODELS })({
    summary:
      'How long transfers to vaults take: as recorded, or by queue, data and shared accounts (default: as the state says)',
  }),
  'tls-dir': Flags.string({ helpValue: '<folder>', summary: 'Folder of the certificate authority and keys' }),
  'ready-file': Flags.string({ helpValue: '<file>', summary: 'Written as JSON once connections are accepted' }),
  env: Flags.boolean({ summary: 'Print the variables of all clients, for a shell to read, and nothing else' }),
  shell: Flags.option({ options: SHELLS })({ default: 'posix', summary: 'The shell that reads what --env prints' }),
}

/** What they ask of the server. */
export function readServeFlags(flags: Interfaces.InferredFlags<typeof serveFlags>): MockServeInput {
  return {
    port: flags.port,
    host: flags.host,
    listenAnywhere: flags['listen-anywhere'],
    start: { world: flags.world, vms: flags.vms, seed: flags.seed, softDeleteProfile: flags['soft-delete-profile'] },
    throttle: flags.throttle,
    transferModel: flags['transfer-model'],
    jobSpeed: flags['job-speed'],
    calendarSpeed: flags['calendar-speed'],
    tlsDir: flags['tls-dir'],
    readyFile: flags['ready-file'],
  }
}
