import type { AppContext } from '../context.js'
import { AzbkError, refusedError } from '../core/errors.js'
import { nameKey } from '../core/names.js'
import type { JournalHeader, RunPlace } from './journal-lines.js'

/** Where this run works. */
export function placeOf({ settings, session }: AppContext): RunPlace {
  return {
    cloud: settings.cloud,
    endpoint: session.cloud.armEndpoint,
    subscription: defaultSubscription(session),
    mock: session.kind === 'mock' || settings.mock,
  }
}

function defaultSubscription(session: AppContext['session']): string | null {
  try {
    return nameKey(session.subscriptionId())
  } catch (error) {
    if (error instanceof AzbkError) return null
    throw error
  }
}

/** A run is gone on with where it began: elsewhere its VMs are others, or none. */
export function refuseElsewhere({ run, place: there }: JournalHeader, here: RunPlace): void {
  const say = (what: string, next: string) => refusedError('RUN_ELSEWHERE', `Run ${run} worked ${what}.`, [next])
  if (there.mock !== here.mock)
    throw there.mock
      ? say('on the mock, and this is Azure', 'Add --mock.')
      : say('on Azure, and this is the mock', 'Leave out --mock, and unset AZBK_MOCK.')
  if (there.endpoint !== here.endpoint)
    throw say(
      `in cloud ${there.cloud} at ${there.endpoint}, and this is ${here.endpoint}`,
      `Add --cloud ${there.cloud}, or --arm-endpoint ${there.endpoint}.`,
    )
  if (there.subscription !== here.subscription && there.subscription !== null)
    throw say(
      `in subscription ${there.subscription}, and this is ${here.subscription ?? 'none'}`,
      `Add --subscription ${there.subscription}.`,
    )
}
