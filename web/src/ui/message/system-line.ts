/** A system line of the timeline in words. */
import type { SystemRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'

export function systemLine({ line, actor, subjects }: SystemRow): string {
  const say = words.talk.system
  const names = new Intl.ListFormat(words.locale).format(subjects.map((person) => person.name))
  switch (line) {
    case 'chat.created':
      return say.created(actor.name)
    case 'invitation.accepted':
      return say.accepted(actor.name)
    case 'member.left':
      return say.left(actor.name)
    case 'member.added':
      return say.added(actor.name, names)
    case 'member.removed':
      return say.removed(actor.name, names)
    default:
      return say.other(actor.name)
  }
}
