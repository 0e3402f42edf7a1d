/** A failure as the sentence a person reads, and what can be done about it. */
import type { Failure } from '../../state/views.ts'
import { clock } from '../../words/moments.ts'
import { more } from '../../words/more.ts'

export function sentenceOf(failure: Failure): string {
  const { retryAfterMs } = failure
  const until = untilOf(failure)
  return more.sentence(failure.code, {
    ...(retryAfterMs === undefined ? {} : { seconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
    ...(until === undefined ? {} : { until }),
    referenced: referenceOf(failure) !== undefined,
  })
}

const serverErrors: ReadonlySet<Failure['code']> = new Set(['internal', 'unavailable', 'storage_full', 'outcome_unknown'])

/** What leads an administrator from an error of the server to its line in the log (R12.4). */
export function referenceOf({ code, reference }: Failure): string | undefined {
  return serverErrors.has(code) ? reference : undefined
}

const ends = new WeakMap<Failure, string>()

/** When the wait that the server asked for ends ("14:05"), reckoned once, when the failure is first told. */
export function untilOf(failure: Failure): string | undefined {
  if (failure.retryAfterMs === undefined) return undefined
  const known = ends.get(failure)
  if (known !== undefined) return known
  const until = clock(Date.now() + failure.retryAfterMs)
  ends.set(failure, until)
  return until
}
