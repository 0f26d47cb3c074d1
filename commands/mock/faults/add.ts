import { Args, Flags } from '@oclif/core'
import { MockCommand, serverFlag } from '../../../src/cli/mock-command.js'
import { addMockFaults, type MockFaultsAddResult } from '../../../src/mock/faults.js'
import { renderMockFaults } from '../../../src/mock/faults-view.js'

export default class MockFaultsAdd extends MockCommand<MockFaultsAddResult> {
  static override summary = "Add a fault to the mock's weather"
  static override description =
    `Kinds that break a request: a status such as 429 or 503 (--retry-after, --code, --message), token-expired, region-down (needs --region), reset-before and reset-after the request took effect, refused, dns, tls, delay (--delay), truncated, html (a proxy's page), content-type (--content-type).
Kinds that break what a request or a schedule starts: operation-stuck, operation-fails (--code, --message), job-stuck, job-fails (--code: title or number of a known job error).
Presets: flaky (lost connections, 503), busy (429), slow, bad-nights (backups fail).
A fault strikes once, unless --times or --always says otherwise; region-down, token-expired, faults with a --probability and presets last until they are cleared.`
  static override examples = [
    "<%= config.bin %> mock faults add 429 --retry-after 17 --path 'vaults/*' --times 3",
    '<%= config.bin %> mock faults add region-down --region westeurope',
    "<%= config.bin %> mock faults add job-fails --code UserErrorFsFreezeFailed --path 'protectedItems/*web-01/backup'",
    '<%= config.bin %> mock faults add flaky --server ready.json',
  ]
  static override args = {
    kind: Args.string({ required: true, description: 'Kind of fault, a status such as 503, or a preset' }),
  }
  static override flags = {
    ...serverFlag,
    method: Flags.string({ helpValue: '<method>', summary: 'Only requests with this method' }),
    path: Flags.string({
      helpValue: '<path>',
      summary: "Only requests to this path: * is part of a segment, ** is anything; 'vaults/*' starts at any segment",
    }),
    region: Flags.string({
      helpValue: '<region>',
      summary: 'Only requests that concern resources or locations of this region',
    }),
    nth: Flags.integer({ min: 1, summary: 'Strike from this matching request on (default: 1)' }),
    times: Flags.integer({ min: 1, exclusive: ['always'], summary: 'Strike so many times (default: 1)' }),
    always: Flags.boolean({ summary: 'Strike until the fault is cleared' }),
    probability: Flags.custom<number>({
      parse: async (text) => Number(text),
      helpValue: '<0-1>',
      exclusive: ['nth'],
      summary: 'Chance of each matching request to be struck, e.g. 0.05; the same ones for the same seed',
    })(),
    status: Flags.integer({ min: 200, max: 599, summary: 'Status of the kind `status`' }),
    'retry-after': Flags.integer({ min: 0, max: 86_400, summary: 'Seconds of Retry-After; none when left out' }),
    delay: Flags.integer({ min: 0, max: 3_600_000, summary: 'Milliseconds of the kind `delay`' }),
    code: Flags.string({ helpValue: '<code>', summary: "Azure's error code" }),
    message: Flags.string({ helpValue: '<text>', summary: "Azure's error message" }),
    'content-type': Flags.string({ helpValue: '<type>', summary: 'What the kind `content-type` calls the answer' }),
  }

  async run(): Promise<MockFaultsAddResult> {
    const parsed = await this.parse(MockFaultsAdd)
    const place = await this.doorPlace(parsed)
    const { method, path, region, nth, times, always, probability, status, code, message, ...named } = parsed.flags
    const conditions = { method, path, region, nth, times, always, probability }
    const { delay: delayMs, 'retry-after': retryAfterSeconds, 'content-type': contentType } = named
    const details = { status, code, message, delayMs, retryAfterSeconds, contentType }
    const added = await addMockFaults(place, { ...parsed.args, ...conditions, ...details })
    return this.emit(added, renderMockFaults)
  }
}
