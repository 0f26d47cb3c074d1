/** Ways of logging in, as `--auth` names them. */
export const AUTH_MODES = ['auto', 'cli', 'env', 'managed', 'workload', 'azure-pipelines', 'github-oidc'] as const
export type AuthMode = (typeof AUTH_MODES)[number]
