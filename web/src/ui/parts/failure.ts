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
  })
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
