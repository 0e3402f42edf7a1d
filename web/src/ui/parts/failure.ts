/** A failure as the sentence a person reads, and what can be done about it. */
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'

export function sentenceOf(failure: Failure): string {
  return more.sentence(failure.code, facts(failure))
}

function facts({ retryAfterMs, reference }: Failure) {
  return {
    ...(retryAfterMs === undefined ? {} : { seconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
    ...(reference === undefined ? {} : { reference }),
  }
}
