import { actionsOf, type Verb } from './verb-actions.js'

export const JOB_ROLES = ['reader', 'operator', 'planner', 'restorer', 'driller'] as const
export type JobRole = (typeof JOB_ROLES)[number]

interface JobDefinition {
  readonly title: string
  readonly description: string
  readonly verbs: readonly Verb[]
}

const READING = [
  'vault list',
  'vault show',
  'policy list',
  'policy show',
  'status',
  'job list',
  'point list',
] as const satisfies readonly Verb[]

/** The jobs that people and pipelines do with azbk. No job can delete backup data or vaults. */
export const JOBS: Readonly<Record<JobRole, JobDefinition>> = {
  reader: {
    title: 'azbk reader',
    description: 'Sees vaults, policies, jobs, recovery points and the state of VMs.',
    verbs: READING,
  },
  operator: {
    title: 'azbk operator',
    description:
      'Protects VMs with existing policies, backs them up, moves points to the archive, stops and resumes protection without losing data.',
    verbs: [...READING, 'protect', 'unprotect', 'undelete', 'backup', 'job cancel', 'point archive'],
  },
  planner: {
    title: 'azbk planner',
    description: 'Creates and changes policies and moves VMs between them.',
    verbs: [...READING, 'policy create', 'policy update', 'protect'],
  },
  restorer: {
    title: 'azbk restorer',
    description: 'Restores disks, VMs and files, also in the paired region.',
    verbs: [...READING, 'restore', 'restore files', 'restore --cross-region', 'job cancel'],
  },
  driller: {
    title: 'azbk driller',
    description:
      'Practises restores in resource groups that it makes and deletes: may delete any group, but no backup data.',
    verbs: [...READING, 'drill run', 'drill run --cross-region', 'drill clean'],
  },
}

/** A role definition as `az role definition create --role-definition` takes it. */
export interface RoleDefinition {
  readonly Name: string
  readonly IsCustom: true
  readonly Description: string
  readonly Actions: readonly string[]
  readonly NotActions: readonly string[]
  readonly AssignableScopes: readonly string[]
}

/** The least that a job needs, as a custom role. */
export function roleDefinition(role: JobRole, scopes: readonly string[]): RoleDefinition {
  const { title, description, verbs } = JOBS[role]
  return {
    Name: title,
    IsCustom: true,
    Description: description,
    Actions: actionsOf(verbs),
    NotActions: [],
    AssignableScopes: scopes,
  }
}
