import type { FaultRule } from './fault-rule.js'

/** Weather by name: rules that go together. */
export const FAULT_PRESETS = {
  /** A network on which a request now and then is lost, before or after it took effect, or meets a busy service. */
  flaky: [
    { probability: 0.03, fault: { kind: 'reset-before' } },
    { probability: 0.03, fault: { kind: 'reset-after' } },
    { probability: 0.03, fault: { kind: 'status', status: 503 } },
  ],
  /** A subscription that others use too: many requests are asked to come again. */
  busy: [{ probability: 0.2, fault: { kind: 'status', status: 429, retryAfterSeconds: 2 } }],
  /** A far-away network. */
  slow: [{ times: 'always', fault: { kind: 'delay', ms: 1500 } }],
  /** Nights on which some backups fail. */
  'bad-nights': [
    {
      probability: 0.1,
      path: 'protectedItems/*/backup',
      fault: { kind: 'job-fails', code: 'UserErrorGuestAgentStatusUnavailable' },
    },
    {
      probability: 0.05,
      path: 'protectedItems/*/backup',
      fault: { kind: 'job-fails', code: 'UserErrorFsFreezeFailed' },
    },
  ],
} satisfies Record<string, FaultRule[]>
