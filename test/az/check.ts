import { isDeepStrictEqual } from 'node:util'
import { type JSONValue, search } from '@jmespath-community/jmespath'
import type { AzOutcome } from './az-process.js'
import type { Expected, Step } from './scenario.js'

/** What az did otherwise than a step says, a line each; nothing when all is well. */
export function differences(step: Step, { exitCode, stdout, stderr }: AzOutcome): string[] {
  const { exit = 0, is = {}, prints, says } = step
  if (exitCode !== exit) return [`ended with ${exitCode}, not ${exit}`]
  const answer = answerOf(stdout)
  const wrong = Object.entries(is).flatMap(([query, expected]) => {
    const found = find(answer, query)
    return matches(found, expected) ? [] : [`${query} is ${JSON.stringify(found)}, not ${show(expected)}`]
  })
  if (prints && !prints.test(stdout)) wrong.push(`does not print ${prints}`)
  if (says && !says.test(stderr)) wrong.push(`does not say ${says}`)
  return wrong
}

/** What a query finds; for a query that is none, what is wrong with it. */
export function find(answer: JSONValue, query: string): unknown {
  try {
    return search(answer, query)
  } catch (error) {
    return { error: String(error) }
  }
}

/** az prints nothing for no answer, and text for `-o table`. */
export function answerOf(stdout: string): JSONValue {
  try {
    return JSON.parse(stdout)
  } catch {
    return null
  }
}

function matches(found: unknown, expected: Expected): boolean {
  return expected instanceof RegExp
    ? typeof found === 'string' && expected.test(found)
    : isDeepStrictEqual(found, expected)
}

function show(expected: Expected): string {
  return expected instanceof RegExp ? String(expected) : JSON.stringify(expected)
}
