/**
 * The page plays the same traces as the clients for programs. It may ask for more than they do (it shows people and
 * presence), so only what it asks of the log is held against the trace, and time goes on after each stage, since the page
 * waits a little before it fetches a gap.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Events, Heads } from '../protocol/wire.gen.ts'
import { settle } from '../platform/fakes.ts'
import type { Command } from './fake-server.ts'
import { ana, bo, chat, stage as newStage, type Tab } from './fake-tab.ts'

interface Answered {
  readonly ask: { readonly type: string; readonly body: object }
  readonly reply?: unknown
  readonly error?: { readonly code: string }
}

interface Stage {
  readonly does: string
  readonly connect?: boolean
  readonly cut?: boolean
  readonly push?: readonly { readonly type: keyof Events; readonly body: never }[]
  readonly answers: readonly Answered[]
  /** What a client may ask besides, or instead of reading the log entry by entry. */
  readonly may?: readonly Answered[]
  readonly state?: Record<string, { readonly cursor: number; readonly seqs: number[]; readonly texts: (string | null)[] }>
  readonly send?: { readonly chat: string; readonly client_id: string; readonly text: string }
}

interface Trace {
  readonly name: string
  readonly shows: string
  readonly me: string
  readonly stages: readonly Stage[]
}

const folder = new URL('../../../protocol/testdata/traces/', import.meta.url)
const traces = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Trace)

/** What a trace must know of when it is asked. */
const OF_THE_LOG = ['hello', 'account.since', 'heads.list', 'history.read', 'changes.read', 'message.send']

test.each(traces)('$name: $shows', async ({ me, stages }) => {
  expect(me).toBe(ana.id)
  const { server, clock, openTab } = newStage()
  let left: Answered[] = []
  let may: readonly Answered[] = []
  let heads: Heads | undefined
  const unknown: string[] = []
  server.script = ({ type, body }: Command) => {
    const at = left.findIndex((one) => one.ask.type === type && includes(body, one.ask.body))
    const found = left[at]
    if (type === 'chat.subscribe' && heads !== undefined) {
      const { epoch, people, heads: [stands] } = heads
      return { reply: { epoch, people, heads: stands, row: { rev: 1, chat, kind: 'direct', peer: bo.id, from: 0 }, presence: [], typing: { chat, users: [], count: 0 } } }
    }
    if (found === undefined) {
      const besides = may.find((one) => one.ask.type === type && includes(body, one.ask.body))
      if (besides !== undefined) return { reply: besides.reply }
      if (OF_THE_LOG.includes(type)) unknown.push(`${type} ${JSON.stringify(body)}`)
      return undefined
    }
    left.splice(at, 1)
    return found.error === undefined ? { reply: found.reply } : { error: found.error }
  }
  let tab: Tab | undefined
  for (const stage of stages) {
    left = [...stage.answers]
    may = stage.may ?? []
    heads = (left.find(({ ask }) => ask.type === 'heads.list')?.reply as Heads | undefined) ?? heads
    if (stage.cut === true) {
      server.isUp = false
      server.cut(ana.id)
    }
    if (stage.connect === true) {
      server.isUp = true
      tab ??= await openTab(ana, { path: chat })
    }
    for (const { type, body } of stage.push ?? []) server.push([ana.id], type, body)
    if (stage.send !== undefined) tab?.account.outbox.add(stage.send.chat, stage.send.client_id, stage.send.text)
    for (let i = 0; i < 12 && (left.length > 0 || i < 2); i++) {
      await clock.advance(stage.cut === true ? 10 : 600)
      await settle()
    }
    expect(unknown, `${stage.does}: asked, and the trace does not know`).toEqual([])
    const must = may.length === 0 ? left : left.filter(({ ask }) => ask.type !== 'changes.read')
    expect(must, `${stage.does}: never asked`).toEqual([])
    for (const [id, want] of Object.entries(stage.state ?? {})) {
      const timeline = tab?.memory.chat(id)?.peek().timeline
      expect({
        cursor: timeline?.cursor,
        seqs: timeline?.messages.map(({ seq }) => seq),
        texts: timeline?.messages.map(({ content }) => (content?.body as { text: string } | undefined)?.text ?? null),
      }, stage.does).toEqual({ cursor: want.cursor, seqs: want.seqs, texts: want.texts })
    }
  }
})

/** Whether what was asked says all that the trace wants. */
function includes(asked: unknown, want: unknown): boolean {
  if (Array.isArray(want)) return Array.isArray(asked) && asked.length === want.length && want.every((one, i) => includes(asked[i], one))
  if (typeof want === 'object' && want !== null) {
    return Object.entries(want).every(([name, value]) => includes((asked as Record<string, unknown> | undefined)?.[name], value))
  }
  return asked === want
}
