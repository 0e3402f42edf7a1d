/** What the server wrote about the roles, the name and the settings of a group. Fetched with the first such line. */
import type { UserID } from '../../protocol/wire.gen.ts'
import type { SystemRow } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { listOf } from '../../words/spoken.ts'
import { words } from '../../words/words.ts'

/** Nothing, where it is a line that this version has never heard of. */
export function rareLine({ line, actor, subjects, text }: SystemRow, me: UserID): string | undefined {
  const { lines } = more
  const who = actor.id === me ? words.talk.you : actor.name
  const ofThemselves = subjects[0]?.id === actor.id
  const names = listOf(
    subjects.map(({ id, name }) => (id === me ? words.talk.system.you : name)),
    words.locale,
  )
  switch (line) {
    case 'member.joined':
      return lines.joined(who)
    case 'member.approved':
      return lines.approved(who, names)
    case 'member.promoted':
      return ofThemselves ? (actor.id === me ? lines.youSucceeded : lines.succeeded(who)) : lines.promoted(who, names)
    case 'member.demoted':
      return ofThemselves ? lines.steppedDown(who) : lines.demoted(who, names)
    case 'group.renamed':
      return lines.renamed(who, text ?? '')
    case 'group.described':
      return lines.described(who)
    case 'group.pictured':
      return lines.pictured(who)
    case 'message.pinned':
      return lines.pinned(who)
    default:
      return lines.settings[line]
  }
}
