/** A system line of the timeline in words. */
import type { SystemRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'

export function systemLine({ line, actor, subjects }: SystemRow): string {
  const say = words.talk.system
  const names = new Intl.ListFormat(words.locale).format(subjects.map((person) => person.name))
  switch (line) {
    case 'created':
      return say.created(actor.name)
    case 'joined':
      return say.joined(actor.name)
    case 'left':
      return say.left(actor.name)
    case 'added':
      return say.added(actor.name, names)
    case 'removed':
      return say.removed(actor.name, names)
    default:
      return say.other(actor.name)
  }
}
