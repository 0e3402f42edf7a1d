/** Sending on what messages say, as new ones of this person's. */
import { batch } from '@preact/signals'
import { filesOf, linkOf, textOf } from '../protocol/content.ts'
import type { Memory } from '../state/memory.ts'
import type { Actions } from './actions.ts'
import { held } from './held.ts'
import type { Session } from './session.ts'

export function forwardActions(memory: Memory, session: Session, newID: () => string): Pick<Actions, 'forward'> {
  return {
    forward(from, keys, to) {
      const wanted = new Set(keys)
      const messages = held(memory, from).filter(({ seq, client_id: id = '' }) => wanted.has(`#${seq}`) || wanted.has(id))
      const said = messages.flatMap(({ content }) => {
        const text = content === undefined ? undefined : textOf(content)
        const files = content === undefined ? undefined : filesOf(content)?.map((file) => ({ ...file, whole: true }))
        const link = content && linkOf(content)
        return text === undefined ? [] : [{ text, ...(files && { files }), ...(link && { link }) }]
      })
      session.withAccount((account) =>
        batch(() => {
          for (const chat of to) for (const { text, ...beside } of said) account.outbox.add(chat, newID(), text, { forwarded: true, ...beside })
        }),
      )
    },
  }
}
