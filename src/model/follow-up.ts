/** Something to look at after a restore: Azure does not do it. A type, as interfaces are no JSON to the compiler. */
export type FollowUp = {
  /** In a few words. */
  readonly what: string
  /** A sentence. */
  readonly why: string
  /** To be typed as it is, but for names in `<...>`. */
  readonly command: string
}
