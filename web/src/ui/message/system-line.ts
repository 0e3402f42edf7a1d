/** A line that the server wrote into the timeline, in words; oneself is "You". */
import type { UserID } from '../../protocol/wire.gen.ts'
import type { SystemRow } from '../../state/views.ts'
import { listOf } from '../../words/spoken.ts'
import { words } from '../../words/words.ts'

export function systemLine({ line, actor, subjects, text }: SystemRow, { me, group }: { me: UserID; group: boolean }): string {
  const say = words.talk.system
  const { lines } = words
  const who = actor.id === me ? words.talk.you : actor.name
  const onlyMe = subjects.length === 1 && subjects[0]?.id === me
  const names = listOf(
    subjects.map(({ id, name }) => (id === me ? say.you : name)),
    words.locale,
  )
  switch (line) {
    case 'chat.created':
      return group ? say.createdGroup(who) : say.created(who)
    case 'invitation.accepted':
      return say.accepted(who)
    case 'member.left':
      return say.left(who)
    case 'member.added':
      return onlyMe ? say.addedYou(who) : say.added(who, names)
    case 'member.removed':
      return onlyMe ? say.removedYou(who) : say.removed(who, names)
    case 'member.joined':
      return lines.joined(who)
    case 'member.approved':
      return lines.approved(who, names)
    case 'member.promoted':
      return subjects[0]?.id === actor.id ? (onlyMe ? lines.youSucceeded : lines.succeeded(who)) : lines.promoted(who, names)
    case 'member.demoted':
      return subjects[0]?.id === actor.id ? lines.steppedDown(who) : lines.demoted(who, names)
    case 'group.renamed':
      return lines.renamed(who, text ?? '')
    case 'group.described':
      return lines.described(who)
    case 'message.pinned':
      return lines.pinned(who)
    default:
      return lines.settings[line] ?? say.other(who)
  }
}
