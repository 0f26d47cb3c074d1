/** What oclif's parser says, in plain sentences like ours; other texts come back as they are. */
export function parserMessage(text: string): string {
  const said = text.replace(/\nSee more help with --help\s*$/, '').trim()
  const reasons = /^The following errors? occurred:\s+([\s\S]*)$/.exec(said)?.[1]
  if (reasons !== undefined)
    return reasons
      .split(/\s*\n\s*/)
      .map(reasonText)
      .join('\n  ')
  const missing = /^Missing \d+ required args?:\n([\s\S]*?)(?:\n\nNote: |$)/.exec(said)?.[1]
  if (missing !== undefined) return missing.split('\n').map(argumentText).join('\n  ')
  const [, flag, problem] = /^Parsing (--\S+)\s+([\s\S]*)$/.exec(said) ?? []
  if (problem !== undefined) return `${flag}: ${problem.replace(' but received:', ', not')}`
  return said.replace(/^Nonexistent flag/, 'Unknown flag')
}

function reasonText(reason: string): string {
  const flag = /^Missing required flag (\S+)$/.exec(reason)?.[1]
  if (flag !== undefined) return `--${flag} is missing.`
  const [, one, other] = /^(--[^\s=]+)\S*(?: \S+)* cannot also be provided when using (--\S+)$/.exec(reason) ?? []
  if (other !== undefined) return `${one} and ${other} do not go together.`
  const [, needy, needed] = /^All of the following must be provided when using (--[^:]+): (.+)$/.exec(reason) ?? []
  return needed === undefined ? reason : `${needy} needs ${needed}.`
}

/** A line of oclif's list: the argument, spaces, what it is. */
function argumentText(line: string): string {
  const [name, meaning] = line.split(/\s{2,}/)
  return meaning === undefined ? `<${name}> is missing.` : `<${name}> is missing: ${meaning}.`
}
