/**
 * C17: history may have been rewound, so what this device sent and the server had accepted may be gone. Each such message
 * that is not in its chat any more is offered again under its old id; one that was accepted more than 7 days ago asks
 * first. What is still there is remembered as being so in the new epoch, and what is older than a month is forgotten.
 */
import type { KeptSent } from '../db/store.ts'
import type { ChatID, ClientID } from '../protocol/wire.gen.ts'
import type { Pending } from '../state/chat.ts'
import type { Core } from './core.ts'

const DAY = 24 * 3_600_000
const OFFERED = 7 * DAY
const REMEMBERED = 30 * DAY
const PAGE = 200

export interface Offers {
  offerAgain(row: Pending): void
}

/** Rejects when the server could not be asked; then all of it is to be done again. */
export async function reoffer({ store, journal, memory, link, clock }: Core, epoch: string, offers: Offers): Promise<void> {
  const doubtful = new Map<ChatID, KeptSent[]>()
  for (const row of await store.sent()) {
    if (clock.now() - row.at > REMEMBERED) journal.sent(row.client_id, null)
    else if (row.epoch !== epoch) doubtful.set(row.chat, [...(doubtful.get(row.chat) ?? []), row])
  }
  for (const [chat, rows] of doubtful) {
    if (memory.chat(chat) === undefined) continue
    const present = await presentIn(chat, Math.min(...rows.map(({ seq }) => seq)))
    for (const row of rows) {
      journal.sent(row.client_id, { ...row, epoch })
      if (!present.has(row.client_id)) offers.offerAgain(asPending(row, clock.now()))
    }
  }

  /** One's own messages in a chat, from a seq on. */
  async function presentIn(chat: ChatID, from: number): Promise<ReadonlySet<ClientID>> {
    const present = new Set<ClientID>()
    const end = memory.chat(chat)?.peek().heads.head ?? 0
    for (let after = Math.min(from - 1, end); after < end; ) {
      const { entries, upto } = await link.call('changes.read', { chat, after, limit: PAGE })
      for (const { message } of entries) if (message?.client_id !== undefined && message.sender === memory.me) present.add(message.client_id)
      if (upto <= after) break
      after = upto
    }
    return present
  }
}

/** What it answered may have been lost as well: then the server says so, and the person decides. */
function asPending({ client_id, chat, text, written, at, again_of, quote, forwarded, files, link }: KeptSent, now: number): Pending {
  const row = {
    client_id, chat, text, written,
    ...(again_of === undefined ? {} : { again_of }), ...(quote === undefined ? {} : { quote }), ...(forwarded === undefined ? {} : { forwarded }), ...(files === undefined ? {} : { files }), ...(link === undefined ? {} : { link }),
  }
  return now - at > OFFERED ? { ...row, state: 'failed', failure: { code: 'too_old' } } : { ...row, state: 'waiting', wanted: true }
}
