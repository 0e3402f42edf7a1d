/** Promises of the network as the ui wants them: an answer or a failure, never a rejection. */
import { asCallError } from '../net/call-error.ts'
import type { Failure } from '../state/views.ts'
import type { Result } from './actions.ts'

export async function resultOf<T>(promise: Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await promise }
  } catch (thrown) {
    return { ok: false, failure: failureOf(thrown) }
  }
}

function failureOf(thrown: unknown): Failure {
  const { code, field, retryAfterMs, reference } = asCallError(thrown)
  return {
    code,
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(reference === undefined ? {} : { reference }),
  }
}
