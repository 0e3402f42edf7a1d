/** The status of one's own message, out of the marks of the others (C21, C22, C26). Pure; it only moves forward. */
import type { Chat } from './chat.ts'
import type { Status } from './views.ts'

export const OUTBOX_STATUS = { waiting: 'waiting', sending: 'sending', accepted: 'sent', failed: 'failed' } as const

const ORDER: readonly Status[] = ['waiting', 'sending', 'sent', 'expired', 'delivered', 'read']

/**
 * A note to oneself is read at once. A message whose audience has left, or that never had one, stays sent. Otherwise
 * everything up to a mark is delivered, or read; but what somebody did not get is Expired once nobody is still waiting,
 * whatever was read after it. Until it is as old as the queue keeps, it is sent like anything that waits.
 */
export function statusOf(seq: number, { row, heads }: Pick<Chat, 'row' | 'heads'>, isOld = true): Status {
  const { others, others_from: from = 0, others_expired: expired = [], members } = heads
  if (row.kind === 'self') return 'read'
  if (seq <= from || (row.kind === 'group' && members < 2)) return 'sent'
  if (seq > others.delivered) return 'sent'
  if (expired.some((stretch) => seq > stretch.from && seq <= stretch.to)) return isOld ? 'expired' : 'sent'
  return seq <= others.read ? 'read' : 'delivered'
}

/** The later of two statuses of one message, since a tick never disappears; that it expired may be learnt late. */
export function forward(before: Status | undefined, now: Status): Status {
  if (now === 'expired') return now
  return before !== undefined && ORDER.indexOf(before) > ORDER.indexOf(now) ? before : now
}
