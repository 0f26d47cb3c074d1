import type { FaultRule } from '../../mocks/fault-rule.js'

/** What a JMESPath query of az's answer must give: exactly this, or a text that matches. */
export type Expected =
  | string
  | number
  | boolean
  | null
  | RegExp
  | readonly Expected[]
  | { readonly [key: string]: Expected }

/**
 * One command line, as typed behind `az`, and what must come of it. `{name}` in it stands for a value of the scenario:
 * `{subscription}`, `{yesterday}` ..., and all that earlier steps saved.
 */
export interface Step {
  readonly az: string
  /** Environment of this command alone. */
  readonly env?: Readonly<Record<string, string>>
  /** Calendar time that passes before the command, e.g. `90m`. */
  readonly after?: string
  /** Weather of the mock during this command. */
  readonly faults?: readonly FaultRule[]
  /** 0 when absent. */
  readonly exit?: number
  /** JMESPath on az's answer -> what it gives. */
  readonly is?: Readonly<Record<string, Expected>>
  /** In what az prints on stdout, e.g. with `-o table`. */
  readonly prints?: RegExp
  /** In what az says on stderr: the message of an error, or a warning. */
  readonly says?: RegExp
  /** Name -> JMESPath of the value that later steps use as `{name}`. */
  readonly saves?: Readonly<Record<string, string>>
  /** File in az's working folder that takes what az prints. */
  readonly into?: string
}

/** Steps that build on each other, on a world of their own. */
export interface Scenario {
  readonly name: string
  /** `empty` when absent. */
  readonly world?: 'empty' | 'contoso'
  /** `2024` when absent: what azure-cli 2.45 knows. */
  readonly profile?: '2024' | 'current'
  /** Files in az's working folder, name -> JSON. */
  readonly files?: Readonly<Record<string, unknown>>
  /** True: each command in a process of its own, which waits as long as it waits. */
  readonly processes?: true
  readonly steps: readonly Step[]
}
