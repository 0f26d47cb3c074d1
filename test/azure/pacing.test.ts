import { describe, expect, it } from 'vitest'
import { virtualContext } from '../../bench/virtual-clock.js'
import { findMachine } from '../../src/azure/machines.js'
import { listVaults } from '../../src/azure/vaults.js'
import { mapLimited } from '../../src/core/limits.js'
import { createEstate } from '../helpers/estate.js'
import { type Answer, scriptAzure } from '../helpers/scripted-azure.js'

const empty = (headers: Readonly<Record<string, string>> = {}): Answer => ({ headers, body: { value: [] } })
const left = (n: number) => empty({ 'x-ms-ratelimit-remaining-subscription-reads': String(n) })
const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001'

/** Reads the vaults once for each answer, one after the other; the pauses between. */
async function pausesOf(answers: readonly Answer[], reads = answers.length) {
  const { session, pauses, events } = scriptAzure(answers)
  for (let i = 0; i < reads; i += 1) await listVaults(session, SUBSCRIPTION)
  return { pauses, events }
}

describe('pacing', () => {
  it('never waits before Azure says that requests are counted', async () => {
    expect((await pausesOf(Array.from({ length: 300 }, () => empty()))).pauses).toEqual([])
  })

  it('never waits under the larger quotas of an hour', async () => {
    expect((await pausesOf(Array.from({ length: 300 }, () => left(11_000)))).pauses).toEqual([])
  })

  it('waits for its token once the bucket is nearly empty', async () => {
    expect((await pausesOf([left(7), left(6), left(5), left(5), left(5)])).pauses).toEqual([40, 40])
  })

  it('leaves the pause after a refusal to the one owner of retries', async () => {
    const { pauses, events } = await pausesOf(
      [
        left(100),
        {
          status: 429,
          headers: { 'retry-after': '30' },
          body: { error: { code: 'TooManyRequests', message: 'Slow.' } },
        },
        left(5),
        left(5),
      ],
      3,
    )

    expect(pauses[0]).toBe(30_000)
    expect(events.filter((event) => event.type === 'retry')).toHaveLength(1)
  })

  it('spreads the last reads of an hourly quota over an hour', async () => {
    const scarce = (n: number) => empty({ 'x-ms-ratelimit-remaining-subscription-resource-requests': String(n) })

    const { pauses, events } = await pausesOf([scarce(21), scarce(20), scarce(19), scarce(18), scarce(17)])

    expect(pauses).toEqual([189_474, 189_474])
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', text: expect.stringMatching(/^Azure takes 19 more reads of this kind/) }),
    )
  })

  it('sends 900 reads at once under the quotas of Azure without a refusal, in the time that the tokens take', async () => {
    const { mock, subscriptionId } = createEstate({ throttle: 'azure' })
    const { session } = await virtualContext(mock, { stateDir: '/nonexistent' })
    const start = mock.now().getTime()

    const vm = { subscriptionId, resourceGroup: 'rg-none', name: 'vm-none' }
    await mapLimited(Array.from({ length: 900 }), 500, () => findMachine(session, vm))

    expect(mock.control.requests.entries.filter(({ status }) => status === 429)).toEqual([])
    expect((mock.now().getTime() - start) / 1000).toBeLessThan(((900 - 250) / 25) * 1.05)
  })
})
