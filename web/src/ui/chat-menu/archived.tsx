/** The chats that were put away, behind the others and folded. Their entries are given, so that they stay in one chunk with the list's. */
import type { ComponentChildren } from 'preact'
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { Icon } from '../parts/icon.tsx'

export function Archived({ count, children }: { readonly count: number; readonly children: () => ComponentChildren }) {
  const unfolded = useSignal(false)
  const title = more.chatActs.archived(count)
  return (
    <>
      <button class="archived" aria-expanded={unfolded.value} onClick={() => (unfolded.value = !unfolded.value)}>
        <Icon name="archive" />
        {title}
      </button>
      {unfolded.value && <ul aria-label={title}>{children()}</ul>}
    </>
  )
}
