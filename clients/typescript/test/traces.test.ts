/** The same traces as the Go client and the page play: what a server says, and what must be said and held then. */
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Mirror, Refused, send, text, type Ask, type Events, type Marks } from '../src/index.ts'

interface Answered {
  readonly ask: { readonly type: string; readonly body: object }
  readonly reply?: unknown
  readonly error?: { readonly code: string; readonly message: string }
}

interface Stage {
  readonly does: string
  readonly connect?: boolean
  readonly push?: readonly { readonly type: keyof Events; readonly body: never }[]
  readonly answers: readonly Answered[]
  readonly state?: Record<string, { cursor: number; seqs: number[]; texts: (string | null)[]; mine?: Marks; others?: Marks }>
  readonly send?: { readonly chat: string; readonly client_id: string; readonly text: string }
  readonly sent?: { readonly seq?: number; readonly code?: string }
}

interface Trace {
  readonly name: string
  readonly shows: string
  readonly stages: readonly Stage[]
}

const folder = new URL('../../../protocol/testdata/traces/', import.meta.url)
const traces = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Trace)

test('there are traces to play', () => expect(traces.length).toBeGreaterThan(10))

test.each(traces)('$name: $shows', async ({ stages }) => {
  let left: Answered[] = []
  const ask = ((type: string, body: object) => {
    const at = left.findIndex((one) => one.ask.type === type && includes(body, one.ask.body))
    const found = left[at]
    if (found === undefined) throw new Error(`asked ${type} ${JSON.stringify(body)}, which the trace does not know`)
    left.splice(at, 1)
    return found.error === undefined ? Promise.resolve(found.reply) : Promise.reject(new Refused(found.error))
  }) as unknown as Ask
  const mirror = new Mirror(ask)
  for (const stage of stages) {
    left = [...stage.answers]
    if (stage.connect === true) await mirror.welcomed(await ask('hello', { version: 1 }))
    for (const { type, body } of stage.push ?? []) await mirror.happened(type, body)
    if (stage.send !== undefined) await sends(stage, ask)
    expect(left, `${stage.does}: never asked`).toEqual([])
    for (const [id, want] of Object.entries(stage.state ?? {})) {
      const chat = mirror.chats.get(id)
      const { mine, others, ...log } = want
      expect({
        cursor: chat?.cursor,
        seqs: chat?.messages.map(({ seq }) => seq),
        texts: chat?.messages.map(({ content }) => (content?.body as { text: string } | undefined)?.text ?? null),
      }, stage.does).toEqual(log)
      if (mine !== undefined) expect(chat?.mine, stage.does).toEqual(mine)
      if (others !== undefined) expect(chat?.others, stage.does).toEqual(others)
    }
  }
})

async function sends({ does, send: message, sent, answers }: Stage, ask: Ask): Promise<void> {
  if (message === undefined) return
  let pauses = 0
  const pause = () => {
    pauses++
    return Promise.resolve()
  }
  const outcome = await send(ask, pause, message.chat, { client_id: message.client_id, content: text(message.text) }).then(
    ({ seq }) => ({ seq }),
    (error: unknown) => ({ code: (error as Refused).code }),
  )
  expect(outcome, does).toEqual(sent)
  expect(pauses, does).toBe(answers.length - 1)
}

/** Whether what was asked says all that the trace wants. */
function includes(asked: unknown, want: unknown): boolean {
  if (Array.isArray(want)) return Array.isArray(asked) && asked.length === want.length && want.every((one, i) => includes(asked[i], one))
  if (typeof want === 'object' && want !== null) {
    return Object.entries(want).every(([name, value]) => includes((asked as Record<string, unknown> | undefined)?.[name], value))
  }
  return asked === want
}
