/** What the server tells by itself, each event to the part that it concerns. */
import { batch } from '@preact/signals'
import type { ServerEvent } from '../protocol/codec.ts'
import type { ChatID, Entry, ReceiptAdvanced } from '../protocol/wire.gen.ts'
import { withMine, withOthers, type Chat } from '../state/chat.ts'
import type { Catchup } from './catchup.ts'
import type { Chime } from './chime.ts'
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
  readonly chime: Pick<Chime, 'arrived'>
}

export function apply(parts: EventParts, event: ServerEvent): void {
  const { core, log, catchup, typing } = parts
  const { memory } = core
  switch (event.type) {
    case 'message.added': {
      const { message } = event.body
      if (arrived(parts, message.chat, { seq: message.seq, message }) !== 'known') parts.chime.arrived(message)
      break
    }
    case 'message.changed':
      arrived(parts, event.body.chat, event.body.entry)
      break
    case 'receipt.advanced':
      batch(() => advanced(parts, event.body))
      break
    case 'receipt.all_advanced': {
      const { chat, others, others_from } = event.body
      told(core, chat, (known) => withOthers(known, others, others_from ?? 0))
      break
    }
    case 'receipt.reached':
      memory.reached.value = event.body
      break
    case 'expired.changed':
      log.expired(event.body)
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
    case 'receipt.reached':
      // Nobody watches a message here: its info asks anew.
      break
    case 'stream.opened':
      // The slow way's own first word; it never reaches the parts.
      break
    case 'invitation.used': {
      const { accepted, person } = event.body
      log.people([person])
      const notices = memory.notices.peek()
      memory.notices.value = { ...notices, accepted: [accepted, ...notices.accepted] }
      break
    }
  }
}

/** An entry of a log, pushed by the server or told by the ack of one's own message. */
export function arrived({ log, catchup }: Pick<EventParts, 'log' | 'catchup'>, chat: ChatID, entry: Entry): ReturnType<Log['push']> {
  const came = log.push(chat, entry)
  switch (came) {
    case 'applied':
      catchup.followed(chat)
      break
    case 'gap':
      catchup.gap(chat, entry)
      break
    case 'stranger':
      catchup.strange()
      break
    case 'known':
      break
  }
  return came
}

function advanced({ core, receipts, catchup }: EventParts, { chat, user, marks }: ReceiptAdvanced): void {
  const { me } = core.memory
  const before = core.memory.chat(chat)?.peek()
  if (before === undefined) return
  if (user !== me) {
    told(core, chat, (known) => withOthers(known, marks))
    return
  }
  told(core, chat, (known) => withMine(known, marks, me))
  receipts.told(chat, marks)
  if (marks.read > before.heads.mine.read) catchup.recounted(chat)
}

/** Where a chat stands changed: on the screen, and behind it on the disk. */
function told({ memory, journal }: Core, id: ChatID, step: (chat: Chat) => Chat): void {
  const before = memory.chat(id)?.peek()
  memory.change(id, step)
  const after = memory.chat(id)?.peek()
  if (after !== undefined && after !== before) journal.chat(after)
}
