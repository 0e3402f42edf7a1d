/** Chats with a past: many messages at once, by the same door that programs use. */
import { randomBytes } from 'node:crypto'
import { expect, type Page } from '@playwright/test'

/** Sends many messages as the page's own user, over HTTP, in batches as large as they may be. */
export async function fill(page: Page, chat: string, from: number, to: number): Promise<void> {
  for (let first = from; first <= to; first += 50) {
    const messages = []
    for (let n = first; n < first + 50 && n <= to; n++) {
      const id = randomBytes(16)
      id.writeUIntBE(Date.now(), 0, 6)
      messages.push({ client_id: id.toString('base64url'), sent_at: Date.now(), content: { kind: 'text', version: 1, body: { text: `line ${n}.` } } })
    }
    const answer = await page.evaluate(
      async ([chat, messages]) => {
        const response = await fetch('/api/message.send', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ chat, messages }),
        })
        return response.status
      },
      [chat, messages] as const,
    )
    expect(answer).toBe(200)
  }
}
