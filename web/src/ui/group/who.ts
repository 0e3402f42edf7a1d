/**
 * Who is in a group, asked for when it is first shown and again whenever their number changes: that is how news of a
 * membership reaches a page. Empty until the answer comes; an answer that was overtaken is dropped.
 */
import { useEffect } from 'preact/hooks'
import { useSignal, type Signal } from '@preact/signals'
import type { ChatView, Failure, MembersView } from '../../state/views.ts'
import { usePage } from '../page.ts'

export interface Who {
  readonly members: Signal<MembersView['members'] | null>
  readonly failure: Signal<Failure | null>
}

export function useMembers({ id, item }: Pick<ChatView, 'id' | 'item'>): Who {
  const { actions, views } = usePage()
  const members = useSignal<MembersView['members'] | null>(null)
  const failure = useSignal<Failure | null>(null)
  const { members: count, former, last } = item.value
  /** A line of the server may be about what somebody is in the group. */
  const told = last?.kind === 'system' ? last.seq : 0
  const reachable = views.connection.value.state === 'connected' || views.connection.value.state === 'slow'
  useEffect(() => {
    if (former || !reachable) return
    let stale = false
    void actions.listMembers(id).then((result) => {
      if (stale) return
      if (result.ok) members.value = result.value.members
      failure.value = result.ok ? null : result.failure
    })
    return () => (stale = true)
  }, [id, count, told, former, reachable])
  return { members, failure }
}
