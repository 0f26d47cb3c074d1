/** Something that a run found out and that is not its own failure: a broken rule, a VM that could not be worked on. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Where in a file of the user, when it is in one; lines and columns count from 1. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number }
}
