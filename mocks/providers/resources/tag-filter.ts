import { type JsonObject, sameName } from '../../json.js'

/** True when the tags fit the `tagName` and `tagValue` of a filter; names without case, values with it, as in ARM. */
export function hasTag(tags: JsonObject | undefined, filter: Record<string, string>): boolean {
  const { tagname, tagvalue } = filter
  if (tagname === undefined) return true
  const tag = Object.entries(tags ?? {}).find(([name]) => sameName(name, tagname))
  return tag !== undefined && (tagvalue === undefined || tag[1] === tagvalue)
}
