/**
 * What was found so far for what stands in the field: asked a moment after the last key, page after page while pages are short,
 * and never mixed up with the answer to an older question.
 */
import { useEffect } from 'preact/hooks'
import { batch, useSignal, type ReadonlySignal } from '@preact/signals'
import type { Actions } from '../../actions/actions.ts'
import type { SearchQuery } from '../../state/found.ts'
import type { Failure, FoundMessage } from '../../state/views.ts'

/** ms without a key after which it is asked. */
const PAUSE = 250
/** How many finds a first look should have, and how many pages it may take. */
const ENOUGH = 15
const PAGES = 8

export interface Asked {
  /** null until the first answer. */
  readonly found: ReadonlySignal<readonly FoundMessage[] | null>
  readonly busy: ReadonlySignal<boolean>
  readonly onDevice: ReadonlySignal<boolean>
  readonly failure: ReadonlySignal<Failure | null>
  /** ms up to which was searched, while there is more. */
  readonly searchedTo: ReadonlySignal<number | undefined>
  /** Goes on where it stopped. */
  readonly more: () => void
}

/** Nothing is asked while the query is null. */
export function useAsked(actions: Actions, query: SearchQuery | null): Asked {
  const found = useSignal<readonly FoundMessage[] | null>(null)
  const busy = useSignal(false)
  const onDevice = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const searchedTo = useSignal<number | undefined>(undefined)
  const next = useSignal<string | undefined>(undefined)
  const question = useSignal(0)

  const goOn = async (wanted: SearchQuery, mine: number) => {
    const before = found.peek()?.length ?? 0
    for (let page = 0; page < PAGES && question.peek() === mine; page++) {
      const after = next.peek()
      const result = await actions.searchMessages({ ...wanted, ...(after === undefined ? {} : { after }) })
      if (question.peek() !== mine) return
      batch(() => {
        failure.value = result.ok ? null : result.failure
        if (!result.ok) return
        found.value = [...(found.peek() ?? []), ...result.value.found]
        onDevice.value = result.value.onDevice
        searchedTo.value = result.value.searchedTo
        next.value = result.value.next
      })
      if (!result.ok || next.peek() === undefined || (found.peek()?.length ?? 0) - before >= ENOUGH) break
    }
    if (question.peek() === mine) busy.value = false
  }

  useEffect(() => {
    const mine = ++question.value
    batch(() => {
      next.value = undefined
      searchedTo.value = undefined
      failure.value = null
      busy.value = query !== null
      if (query === null) found.value = null
    })
    if (query === null) return
    const timer = setTimeout(() => {
      found.value = null
      void goOn(query, mine)
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [JSON.stringify(query)])

  useEffect(() => () => void question.value++, [])

  return {
    found, busy, onDevice, failure, searchedTo,
    more: () => {
      if (query === null || busy.peek() || next.peek() === undefined) return
      busy.value = true
      void goOn(query, question.peek())
    },
  }
}
