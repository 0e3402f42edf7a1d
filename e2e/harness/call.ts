/** Commands by the door that programs use, in the name of whoever a page is signed in as: what happens behind a page's back. */
import { randomBytes } from 'node:crypto'
import { expect, type Page } from '@playwright/test'

export interface Answer {
  status: number
  body: Record<string, unknown>
}

/** POSTs a command with the page's own session and returns what came back. */
export function call(page: Page, command: string, body: unknown): Promise<Answer> {
  return page.evaluate(
    async ([command, body]) => {
      const response = await fetch(`/api/${command}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    [command, body] as const,
  )
}

/** The same, where a refusal would be a mistake of the test. */
export async function must(page: Page, command: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await call(page, command, body)
  expect(answer, command).toMatchObject({ status: 200 })
  return answer.body
}

/** A client id as a page makes one: 48 bits of time, the rest random. */
export function clientID(): string {
  const id = randomBytes(16)
  id.writeUIntBE(Date.now(), 0, 6)
  return id.toString('base64url')
}

export const words = (text: string): { kind: string; version: number; body: { text: string } } => ({ kind: 'text', version: 1, body: { text } })

/** Sends one message over HTTP and returns its seq. */
export async function say(page: Page, chat: string, text: string): Promise<number> {
  const { results } = await must(page, 'message.send', { chat, messages: [{ client_id: clientID(), sent_at: Date.now(), content: words(text) }] })
  return (results as { seq: number }[])[0]!.seq
}

export const chatOf = (path: string): string => path.split('/').at(-1)!

/** The id of the person whom a page is signed in as. */
export async function idOf(page: Page): Promise<string> {
  const { me } = await must(page, 'session.get', {})
  return (me as { id: string }).id
}
