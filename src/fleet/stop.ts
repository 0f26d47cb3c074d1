import { DAY_MS, type Instant, timeAfter } from '../core/clock.js'
import { AzbkError } from '../core/errors.js'
import type { Reason } from './run.js'

/** Failures that every further item would meet too: a spent quota, a lost login, a full disk. */
const STOPPING_CODES = new Set([
  ...['QUOTA_STOP', 'THROTTLED', 'LOGIN_REQUIRED', 'LOGIN_EXPIRED', 'WRONG_TENANT'],
  'JOURNAL_LOST',
])

export function isStop({ code }: { readonly code: string | null }): boolean {
  return code !== null && STOPPING_CODES.has(code)
}

/** A budget of the day that is spent: to be thrown by the work on an item, before it sends anything. */
export function budgetStop(message: string, resumeAt: Instant): AzbkError {
  return new AzbkError({ code: 'QUOTA_STOP', exit: 'throttled', message, details: { resumeAt } })
}

/** Found before anything is sent: what is to be done has its time later. Nothing is wrong with it. */
export function waitStop(message: string, resumeAt: Instant | null): AzbkError {
  return new AzbkError({ code: 'NOT_SAFE_NOW', exit: 'stillRunning', message, details: { resumeAt } })
}

export function isWait({ code }: { readonly code: string | null }): boolean {
  return code === 'NOT_SAFE_NOW'
}

/** Failures that no further try of the run can mend: what it was made for is not there any more, or was undone. */
const FINAL_CODES = new Set(['PLAN_STALE', 'UNDONE_SINCE', 'POINT_GONE'])

export function isFinal({ code }: { readonly code: string | null }): boolean {
  return code !== null && FINAL_CODES.has(code)
}

/** The same reason, with the time to go on when it stops the run: said once, so that all who tell of it say the same. */
export function withResumeTime(reason: Reason, now: Date): Reason {
  const resumeAt = isStop(reason) ? resumeTime(reason, now) : null
  return resumeAt === null ? reason : { ...reason, details: { ...reason.details, resumeAt } }
}

/** When it makes sense to go on after a stop: as it says itself, after the pause that Azure asks for, or on the next UTC day. */
export function resumeTime({ code, details }: Pick<Reason, 'code' | 'details'>, now: Date): Instant | null {
  if (typeof details.resumeAt === 'string') return details.resumeAt
  if (typeof details.retryAfterSeconds === 'number') return timeAfter(now, details.retryAfterSeconds * 1000)
  return code === 'QUOTA_STOP' || code === 'THROTTLED' ? nextDay(now) : null
}

/** Budgets of a day are those of a UTC day. */
export function nextDay(now: Date): Instant {
  return timeAfter(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`, DAY_MS)
}

/** A time as a user reads it, to the minute that has passed by then. */
export function sayWhen(time: Instant): string {
  return `${timeAfter(time, 59_999).slice(0, 16).replace('T', ' ')} UTC`
}
