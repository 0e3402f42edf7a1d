/** What the server tells by itself, each event to the part that it concerns. */
import { batch } from '@preact/signals'
import type { ServerEvent } from '../protocol/codec.ts'
import type { Message, ReceiptAdvanced } from '../protocol/wire.gen.ts'
import { withMine, withOthers } from '../state/chat.ts'
import type { Catchup } from './catchup.ts'
import type { Core } from './core.ts'
import type { Log } from './log.ts'
import type { Receipts } from './receipts.ts'
import type { Typing } from './typing.ts'

export interface EventParts {
  readonly core: Core
  readonly log: Log
  readonly catchup: Catchup
  readonly receipts: Receipts
  readonly typing: Typing
}

export function apply(parts: EventParts, event: ServerEvent): void {
  const { core, log, catchup, typing } = parts
  const { memory } = core
  switch (event.type) {
    case 'message.added':
      arrived(parts, event.body.message)
      break
    case 'receipt.advanced':
      batch(() => advanced(parts, event.body))
      break
    case 'account.changed':
      catchup.accountChanged(event.body)
      break
    case 'head.moved': {
      const { chat, head } = event.body
      const known = memory.chat(chat)?.peek()
      if (known === undefined || (known.timeline?.cursor ?? 0) < head) void catchup.headsOf([chat])
      break
    }
    case 'state.reread':
      void catchup.reread()
      break
    case 'typing.changed':
      typing.told(event.body.typing)
      break
    case 'presence.changed':
      memory.putPresence([event.body.presence])
      break
    case 'person.changed':
      log.people([event.body.person])
      break
    case 'invitation.used': {
      const { accepted, person } = event.body
      log.people([person])
      const { ready, accepted: before } = memory.notices.peek()
      memory.notices.value = { ready, accepted: [accepted, ...before] }
      break
    }
  }
}

/** A row of a log, pushed by the server or told by the ack of one's own message. */
export function arrived({ log, catchup }: Pick<EventParts, 'log' | 'catchup'>, message: Message): void {
  switch (log.push(message)) {
    case 'applied':
      catchup.followed(message.chat)
      break
    case 'gap':
      catchup.gap(message)
      break
    case 'stranger':
      catchup.strange()
      break
    case 'known':
      break
  }
}

function advanced({ core: { memory, journal }, receipts, catchup }: EventParts, { chat, user, marks }: ReceiptAdvanced): void {
  const before = memory.chat(chat)?.peek()
  if (before === undefined) return
  if (user === memory.me) {
    memory.change(chat, (known) => withMine(known, marks, memory.me))
    receipts.told(chat, marks)
    if (marks.read > before.heads.mine.read) catchup.recounted(chat)
  } else {
    memory.change(chat, (known) => withOthers(known, marks))
  }
  const after = memory.chat(chat)?.peek()
  if (after !== undefined && after !== before) journal.chat(after)
}
