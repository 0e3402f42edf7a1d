/** Sending on what messages say, as new ones of this person's. */
import { batch } from '@preact/signals'
import { textOf } from '../protocol/content.ts'
import type { Memory } from '../state/memory.ts'
import type { Actions } from './actions.ts'
import { held } from './held.ts'
import type { Session } from './session.ts'

export function forwardActions(memory: Memory, session: Session, newID: () => string): Pick<Actions, 'forward'> {
  return {
    forward(from, keys, to) {
      const wanted = new Set(keys)
      const messages = held(memory, from).filter(({ seq, client_id: id = '' }) => wanted.has(`#${seq}`) || wanted.has(id))
      const texts = messages.flatMap(({ content }) => (content === undefined ? [] : (textOf(content) ?? [])))
      session.withAccount((account) =>
        batch(() => {
          for (const chat of to) for (const text of texts) account.outbox.add(chat, newID(), text, { forwarded: true })
        }),
      )
    },
  }
}
