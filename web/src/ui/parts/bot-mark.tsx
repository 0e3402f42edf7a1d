/** Stands behind the name of a program, so that nobody takes it for a person. */
import type { PersonView } from '../../state/views.ts'
import { words } from '../../words/words.ts'

export function BotMark({ of }: { of: PersonView | undefined }) {
  return of?.bot === true ? <span class="bot-mark">{words.talk.bot}</span> : null
}
