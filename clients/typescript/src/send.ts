/** One message until it is known what became of it. */
import { Lost, Refused, isFinal, retryAfter, type Ask } from './ask.ts'
import { waitsFrom, type Pause } from './pause.ts'
import type { ChatID, ClientID, Content, NewMessage, SendResult } from './wire.gen.ts'

/** Makes the id of a message, once, when it is written (C1): 48 bits of time, then chance. */
export function newClientID(now = Date.now()): ClientID {
  const id = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 0; i < 6; i++) id[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x70
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80
  return btoa(String.fromCharCode(...id)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

export const text = (words: string): Content => ({ kind: 'text', version: 1, body: { text: words } })

/**
 * Sends until the answer is known: whatever leaves it open is followed by the same client id, so the message is there once
 * (C5, C6). Fails with Refused when it is refused for good, or as the pause does when that ends.
 */
export async function send(ask: Ask, pause: Pause, chat: ChatID, message: NewMessage): Promise<SendResult> {
  const waits = waitsFrom()
  for (;;) {
    try {
      return await sendOnce(ask, chat, message)
    } catch (error) {
      if (isFinal(error) || !(error instanceof Refused || error instanceof Lost)) throw error
      await pause(Math.max(waits.next(), retryAfter(error)))
    }
  }
}

async function sendOnce(ask: Ask, chat: ChatID, message: NewMessage): Promise<SendResult> {
  const { results } = await ask('message.send', { chat, messages: [message] })
  const result = results[0]
  if (result?.error !== undefined) throw new Refused(result.error)
  if (result?.seq === undefined) throw new Lost('the message was not tried')
  return result
}
