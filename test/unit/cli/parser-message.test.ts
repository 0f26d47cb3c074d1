import { describe, expect, it } from 'vitest'
import { parserMessage } from '../../../src/cli/parser-message.js'

describe("a message of oclif's parser", () => {
  it.each([
    [
      'Parsing --retain-days \n\tExpected an integer but received: x\nSee more help with --help',
      '--retain-days: Expected an integer, not x',
    ],
    ["Parsing --last \n\t'x' is not a duration.\nSee more help with --help", "--last: 'x' is not a duration."],
    [
      'The following errors occurred:\n  Missing required flag location\n  Missing required flag name\nSee more help with --help',
      '--location is missing.\n  --name is missing.',
    ],
    [
      'The following error occurred:\n  --retain-until=2027-01-01 10:00 cannot also be provided when using --retain-days',
      '--retain-until and --retain-days do not go together.',
    ],
    [
      'The following error occurred:\n  All of the following must be provided when using --fix: --out',
      '--fix needs --out.',
    ],
    [
      'Missing 1 required arg:\njob  The job\'s id (a GUID)\n\nNote: --subscription allows multiple values. Because of this\nAlternatively, "--"',
      "<job> is missing: The job's id (a GUID).",
    ],
    ['Nonexistent flags: --bogus, --foo\nSee more help with --help', 'Unknown flags: --bogus, --foo'],
    ['Flag --vm expects a value', 'Flag --vm expects a value'],
  ])('%j reads %j', (said, plain) => {
    expect(parserMessage(said)).toBe(plain)
  })
})
