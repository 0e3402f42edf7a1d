/** Messages on their way out: at once on the screen, in order, once, and never lost. */
import { effect } from '@preact/signals'
import { expect, test } from 'vitest'
import { ForgetfulStore } from '../db/forgetful-store.ts'
import { settle } from '../platform/fakes.ts'
import type { MessageSend } from '../protocol/wire.gen.ts'
import { ana, bo, chat, otherChat, rows, stage, statuses, texts, write } from './fake-tab.ts'

function sentTexts(server: ReturnType<typeof stage>['server']): string[][] {
  return server.sent('message.send').map(({ body }) => (body as MessageSend).messages.map(({ content }) => (content.body as { text: string }).text))
}

test('R10.1: a message is on the screen in the task in which it was written', async () => {
  const { openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  write(tab, 'hello')
  expect(texts(tab)).toEqual(['hello'])
  expect(statuses(tab)).toEqual(['waiting'])
})

test('R3.1: it is Sent with the ack, in the same row', async () => {
  const { openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  const key = write(tab, 'hello')
  await settle()
  expect(rows(tab)).toMatchObject([{ key, text: 'hello', status: 'sent', seq: 1 }])
})

test('C1: nothing is sent before the disk has it, and nothing that was written after it goes first', async () => {
  const { server, openTab } = stage()
  const store = new ForgetfulStore()
  const keeps: (() => void)[] = []
  store.commit = ({ pending }) => (pending.size === 0 ? Promise.resolve() : new Promise((resolve) => keeps.push(resolve)))
  const tab = await openTab(ana, { path: chat, store })
  for (const text of ['first', 'second', 'third']) write(tab, text)
  await settle()
  keeps[1]?.()
  await settle()
  expect(sentTexts(server)).toEqual([])
  expect(statuses(tab)).toEqual(['waiting', 'waiting', 'waiting'])
  keeps[0]?.()
  await settle()
  expect(sentTexts(server)).toEqual([['first', 'second']])
  keeps[2]?.()
  await settle()
  expect(sentTexts(server)).toEqual([['first', 'second'], ['third']])
  expect(statuses(tab)).toEqual(['sent', 'sent', 'sent'])
})

test('C7: the ack, then the push, then everything read again: one bubble, the same row', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.loses = () => true
  const key = write(tab, 'once')
  await settle()
  server.loses = () => false
  server.push([ana.id], 'message.added', { message: server.log(chat)[0]! })
  server.cut()
  await clock.advance(1_500)
  expect(rows(tab)).toMatchObject([{ key, status: 'sent' }])
  expect(rows(tab)).toHaveLength(1)
})

test('C7: the push before the ack: one bubble, the same row', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  const keys: string[] = []
  effect(() => void keys.push(...(tab.views.chat.value?.rows.value ?? []).map((row) => row.key)))
  const key = write(tab, 'once')
  await settle()
  expect(server.sent('message.send')).toHaveLength(1)
  expect(new Set(keys)).toEqual(new Set([key]))
  expect(rows(tab)).toHaveLength(1)
})

test('C13: an ack whose place does not follow is Sent at once and stays one bubble when the gap is filled', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.loses = () => true
  server.say(chat, bo.id, 'before')
  const key = write(tab, 'after')
  await settle()
  expect(rows(tab)).toMatchObject([{ key, status: 'sent' }])
  await clock.advance(100)
  expect(texts(tab)).toEqual(['before', 'after'])
  expect(rows(tab)[1]).toMatchObject({ key, status: 'sent' })
})

test('R6.3: an ack that was lost costs nothing: the same id is sent again and stored once', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.loses = () => true
  let lost = false
  const socketHeard = server.commands.length
  server.disturb = ({ type, body, user }) => {
    if (type !== 'message.send' || lost) return undefined
    lost = true
    // Stored, and then the line goes dead before the answer.
    const { messages } = body as MessageSend
    server.say(chat, user, 'replaced below')
    Object.assign(server.log(chat)[0]!, { client_id: messages[0]!.client_id, content: messages[0]!.content })
    queueMicrotask(() => server.cut())
    return 'silence'
  }
  const key = write(tab, 'hello')
  await clock.advance(1_500)
  expect(server.commands.length).toBeGreaterThan(socketHeard)
  expect(server.log(chat)).toHaveLength(1)
  expect(rows(tab)).toMatchObject([{ key, status: 'sent', text: 'hello' }])
})

test('R6.4: what is written without a connection waits with a clock and goes out in order on return', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.isUp = false
  server.cut()
  for (const text of ['one', 'two', 'three']) write(tab, text)
  await clock.advance(5_000)
  expect(statuses(tab)).toEqual(['waiting', 'waiting', 'waiting'])
  server.isUp = true
  await clock.advance(20_000)
  expect(server.log(chat).map(({ content }) => (content!.body as { text: string }).text)).toEqual(['one', 'two', 'three'])
  expect(statuses(tab)).toEqual(['sent', 'sent', 'sent'])
  expect(sentTexts(server)).toEqual([['one', 'two', 'three']])
})

test('R9.5: a server that is away for ten minutes leaves no red mark', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.isUp = false
  server.cut()
  write(tab, 'patient')
  await clock.advance(600_000)
  expect(statuses(tab)).toEqual(['waiting'])
  server.isUp = true
  await clock.advance(65_000)
  expect(statuses(tab)).toEqual(['sent'])
})

test('C10: a refusal for good marks its message and holds up no other', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.disturb = ({ type, body }) => {
    const first = type === 'message.send' ? (body as MessageSend).messages[0] : undefined
    return (first?.content.body as { text?: string })?.text === 'bad' ? { code: 'text_not_allowed' } : undefined
  }
  write(tab, 'bad')
  await settle()
  write(tab, 'good')
  await settle()
  expect(rows(tab).map(({ text, status }) => [text, status])).toEqual([
    ['good', 'sent'],
    ['bad', 'failed'],
  ])
  expect(rows(tab)[1]?.failure).toEqual({ code: 'text_not_allowed' })
})

test('R3.4: a failed message can be tried again and dropped', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.disturb = ({ type }) => (type === 'message.send' ? { code: 'not_allowed' } : undefined)
  const [again, dropped] = [write(tab, 'again'), write(tab, 'dropped')]
  await settle()
  expect(statuses(tab)).toEqual(['failed', 'failed'])
  server.disturb = () => undefined
  tab.account.outbox.discard(chat, dropped)
  tab.account.outbox.retry(chat, again)
  await settle()
  expect(rows(tab)).toMatchObject([{ key: again, status: 'sent' }])
  expect(rows(tab)).toHaveLength(1)
})

test('C10: a busy server is asked again when it said, in order', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  let busy = true
  server.disturb = ({ type }) => (busy && type === 'message.send' ? { code: 'unavailable', retry_after_ms: 3_000 } : undefined)
  write(tab, 'one')
  await settle()
  busy = false
  write(tab, 'two')
  await clock.advance(2_900)
  expect(server.log(chat)).toHaveLength(0)
  await clock.advance(200)
  expect(texts(tab)).toEqual(['one', 'two'])
  expect(statuses(tab)).toEqual(['sent', 'sent'])
})

test('C10: a chat that waits does not hold up another', async () => {
  const { server, openTab } = stage()
  server.addChat(otherChat, [ana.id, bo.id])
  const tab = await openTab(ana, { path: chat })
  server.disturb = ({ type, body }) => (type === 'message.send' && (body as MessageSend).chat === otherChat ? 'silence' : undefined)
  write(tab, 'stuck', otherChat)
  await settle()
  write(tab, 'free')
  await settle()
  expect(statuses(tab)).toEqual(['sent'])
})

test('P1: many long messages go out in frames that the wire can carry', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.isUp = false
  server.cut()
  for (let i = 0; i < 12; i++) write(tab, `${i}`.padEnd(10_000, 'ä'))
  server.isUp = true
  await clock.advance(1_500)
  expect(server.log(chat)).toHaveLength(12)
  expect(Math.max(...sentTexts(server).map((batch) => batch.length))).toBeLessThanOrEqual(3)
})

function requests(server: ReturnType<typeof stage>['server']): string[] {
  return server.sent('message.send').map(({ over }) => over)
}

test('R2.5, R9.1: a message that the socket does not answer goes over HTTP once, under the same id', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.disturb = ({ type, over }) => (type === 'message.send' && over === 'socket' ? 'silence' : undefined)
  const key = write(tab, 'hello')
  await clock.advance(4_900)
  expect(requests(server)).toEqual(['socket'])
  await clock.advance(200)
  expect(requests(server)).toEqual(['socket', 'http'])
  expect(rows(tab)).toMatchObject([{ key, status: 'sent' }])
  expect(server.log(chat)).toHaveLength(1)
})

test('R2.5: a socket that is cut in the midst of a send: over HTTP at once, stored once', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.disturb = ({ type, over }) => {
    if (type !== 'message.send' || over !== 'socket') return undefined
    queueMicrotask(() => server.cut())
    return 'silence'
  }
  write(tab, 'hello')
  await clock.advance(50)
  expect(requests(server)).toEqual(['socket', 'http'])
  expect(statuses(tab)).toEqual(['sent'])
})

test('R9.2, R9.3, R9.5: on a connection that stays and fails, one send each way and exactly three tries, then red', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  const at: number[] = []
  server.disturb = ({ type }) => {
    if (type !== 'message.send') return undefined
    at.push(clock.now())
    return { code: 'internal' }
  }
  const key = write(tab, 'hello')
  await clock.advance(60_000)
  expect(at).toHaveLength(5)
  expect(requests(server).slice(0, 2)).toEqual(['socket', 'http'])
  const waits = at.slice(2).map((time, i) => Math.floor((time - (at[i + 1] ?? 0)) / 100) * 100)
  expect(waits).toEqual([1_000, 2_000, 4_000])
  expect(rows(tab)).toMatchObject([{ key, status: 'failed', failure: { code: 'internal' } }])
  const ids = server.sent('message.send').map(({ body }) => (body as MessageSend).messages[0]?.client_id)
  expect(new Set(ids)).toEqual(new Set([key]))
})

test.each([0.1234, 0.5678, 0.9999])('R9.2: whatever chance adds to a wait, its try follows (chance %d)', async (chance) => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat, random: () => chance })
  server.disturb = ({ type }) => (type === 'message.send' ? { code: 'internal' } : undefined)
  write(tab, 'hello')
  await clock.advance(60_000)
  expect(requests(server)).toHaveLength(5)
  expect(statuses(tab)).toEqual(['failed'])
})

test('R3.4, R9.3: Retry begins the tries anew', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.disturb = ({ type }) => (type === 'message.send' ? { code: 'internal' } : undefined)
  const key = write(tab, 'hello')
  await clock.advance(60_000)
  tab.account.outbox.retry(chat, key)
  await clock.advance(60_000)
  expect(requests(server)).toHaveLength(10)
  expect(statuses(tab)).toEqual(['failed'])
})

test('R9.5: a connection that is lost again and again spends no try', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.noPost = true
  let cuts = 0
  server.disturb = ({ type }) => {
    if (type !== 'message.send' || cuts++ >= 8) return undefined
    queueMicrotask(() => server.cut())
    return 'silence'
  }
  write(tab, 'patient')
  await clock.advance(60_000)
  expect(cuts).toBeGreaterThan(8)
  expect(statuses(tab)).toEqual(['sent'])
})

test('R9.5: without a network nothing is asked, over neither way', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.isUp = false
  tab.page.tell('offline')
  write(tab, 'patient')
  await clock.advance(3_600_000)
  expect(requests(server)).toEqual([])
  expect(statuses(tab)).toEqual(['waiting'])
  server.isUp = true
  tab.page.tell('online')
  await settle()
  expect(statuses(tab)).toEqual(['sent'])
})

test.each(['overloaded', 'unavailable', 'storage_full'])('R12.2: a server that says %s keeps the message waiting, says why, and nothing turns red', async (code) => {
  const { server, clock, openTab } = stage()
  server.addChat(otherChat, [ana.id, bo.id])
  const tab = await openTab(ana, { path: chat })
  let busy = true
  server.disturb = ({ type }) => (busy && type === 'message.send' ? { code, retry_after_ms: 2_000 } : undefined)
  write(tab, 'one')
  await settle()
  expect(rows(tab)).toMatchObject([{ status: 'waiting', failure: { code } }])
  expect(tab.views.busy.value).toMatchObject({ code })
  write(tab, 'elsewhere', otherChat)
  await settle()
  expect(requests(server)).toHaveLength(1)
  await clock.advance(120_000)
  expect(statuses(tab)).toEqual(['waiting'])
  expect(requests(server).length).toBeLessThan(70)
  busy = false
  await clock.advance(31_000)
  expect(statuses(tab)).toEqual(['sent'])
  expect(server.log(otherChat)).toHaveLength(1)
  expect(tab.views.busy.value).toBeNull()
})

test('C28: what waited for more than 7 days is not sent by itself, and asks', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.isUp = false
  tab.page.tell('offline')
  const [sent, dropped] = [write(tab, 'old'), write(tab, 'older')]
  clock.sleep(8 * 24 * 3_600_000)
  server.isUp = true
  tab.page.tell('online')
  await settle()
  write(tab, 'new')
  await settle()
  expect(server.log(chat).map(({ content }) => (content!.body as { text: string }).text)).toEqual(['new'])
  expect(rows(tab).filter(({ failure }) => failure?.code === 'too_old').map(({ key }) => key)).toEqual([sent, dropped])
  tab.account.outbox.retry(chat, sent)
  tab.account.outbox.discard(chat, dropped)
  await settle()
  expect(texts(tab)).toEqual(['new', 'old'])
  expect(statuses(tab)).toEqual(['sent', 'sent'])
})

test('C26: an expired message is sent again under an id of its own that names the old one', async () => {
  const { server, openTab } = stage()
  server.queueMs = 0
  const tab = await openTab(ana, { path: chat })
  const key = write(tab, 'anybody there?')
  await settle()
  server.push([ana.id], 'expired.changed', {
    chat, others_expired: [{ from: 0, to: 1 }], others: { delivered: 1, read: 0 }, mine: { delivered: 0, read: 0 }, unread: 0,
  })
  expect(statuses(tab)).toEqual(['expired'])
  tab.account.outbox.again(chat, 1, 'AAAAAAAAAAAAAAAAAAAAAQ')
  await settle()
  const { messages } = server.sent('message.send').at(-1)!.body as MessageSend
  expect(messages).toMatchObject([{ client_id: 'AAAAAAAAAAAAAAAAAAAAAQ', again_of: key, content: { body: { text: 'anybody there?' } } }])
  expect(statuses(tab)).toEqual(['expired', 'sent'])
})

test('R12.1: where no socket gets through, messages go over HTTP and events come all the same', async () => {
  const { server, clock, openTab } = stage()
  server.noSocket = true
  const tab = await openTab(ana, { path: chat })
  await clock.advance(10_000)
  expect(tab.views.connection.value).toEqual({ state: 'slow' })
  write(tab, 'slowly')
  await settle()
  expect(requests(server)).toEqual(['http'])
  server.say(chat, bo.id, 'I hear you')
  await settle()
  expect(texts(tab)).toEqual(['slowly', 'I hear you'])
  server.noSocket = false
  await clock.advance(60_000)
  expect(tab.views.connection.value).toEqual({ state: 'connected' })
  write(tab, 'quickly')
  await settle()
  expect(requests(server)).toEqual(['http', 'socket'])
})
