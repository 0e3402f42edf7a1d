/** Under a group's name: who is in it, or how many until that is known. */
import type { ChatView } from '../../state/views.ts'
import { listOf } from '../../words/spoken.ts'
import { words } from '../../words/words.ts'
import { meIn, usePage } from '../page.ts'
import { useMembers } from './who.ts'

export function GroupAbout({ view }: { view: Pick<ChatView, 'id' | 'item'> }) {
  const { views } = usePage()
  const { members } = useMembers(view)
  const me = meIn(views)
  if (members.value === null) return <>{words.talk.members(view.item.value.members)}</>
  const others = members.value.filter(({ person }) => person.id !== me).map(({ person }) => person.name)
  return <>{listOf([...others, words.talk.you], words.locale, { type: 'unit', style: 'short' })}</>
}
