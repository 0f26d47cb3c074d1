/** A resource id taken apart; parts keep their case. */
export interface ArmId {
  subscriptionId: string
  group: string
  /** `Namespace/type`, or `Namespace/type/subtype`. */
  type: string
  /** Name of the resource, of its parent first for children. */
  names: string[]
}

/** Takes a resource id apart; undefined when it is not `/subscriptions/../resourceGroups/../providers/ns/type/name[/..]`. */
export function parseArmId(id: string): ArmId | undefined {
  const match = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/([^/]+)((?:\/[^/]+\/[^/]+)+)\/?$/i.exec(
    id,
  )
  if (!match) return undefined
  const [, subscriptionId = '', group = '', namespace = '', tail = ''] = match
  const parts = tail.split('/').slice(1)
  const types = parts.filter((_, index) => index % 2 === 0)
  const names = parts.filter((_, index) => index % 2 === 1)
  return { subscriptionId, group, type: [namespace, ...types].join('/'), names }
}
