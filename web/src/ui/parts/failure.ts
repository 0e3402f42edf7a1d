/** A failure as the sentence a person reads. */
import type { Failure } from '../../state/views.ts'
import { words } from '../../words/words.ts'

export function sentenceOf(failure: Failure): string {
  return words.failures.sentence(failure.code, facts(failure))
}

export function notSentLine(failure: Failure): string {
  return words.failures.notSent(failure.code, facts(failure))
}

function facts({ retryAfterMs, reference }: Failure) {
  return {
    ...(retryAfterMs === undefined ? {} : { seconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
    ...(reference === undefined ? {} : { reference }),
  }
}
