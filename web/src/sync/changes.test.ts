/** What changes a chat beside new messages: edits, deletions, groups, the days of the queue, drafts, another history. */
import { expect, test } from 'vitest'
import { settle } from '../platform/fakes.ts'
import type { Batch, KeptSent } from '../db/store.ts'
import { ForgetfulStore } from '../db/forgetful-store.ts'
import type { Change, Message } from '../protocol/wire.gen.ts'
import { ana, bo, chat, rows, stage, statuses, texts, write } from './fake-tab.ts'

function edited(message: Message, seq: number, text: string): Message {
  return { ...message, content: { kind: 'text', version: 1, body: { text } }, edited_seq: seq }
}

function deleted({ content: _, ...message }: Message, seq: number): Message {
  return { ...message, deleted_seq: seq }
}

function change(kind: string, target: number): Change {
  return { kind, actor: bo.id, target, at: 1 }
}

test('R6.3: an edit and a deletion take their places in the log, and each shows once', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  const [one, two] = [server.say(chat, bo.id, 'one'), server.say(chat, bo.id, 'two')]
  server.push([ana.id], 'message.changed', { chat, entry: { seq: 3, message: edited(one, 3, 'once'), change: change('edit', 1) } })
  server.push([ana.id], 'message.changed', { chat, entry: { seq: 4, message: deleted(two, 4), change: change('delete', 2) } })
  await settle()
  expect(texts(tab)).toEqual(['once', null])
  expect(rows(tab)[0]).toMatchObject({ edited: true })
  expect(tab.memory.chat(chat)?.peek().timeline?.cursor).toBe(4)
})

test('C32: deleting an unread message lowers the count; the list shows that it was deleted', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana)
  server.say(chat, bo.id, 'one')
  const two = server.say(chat, bo.id, 'two')
  await settle()
  expect(tab.views.chats.value[0]).toMatchObject({ unread: 2 })
  server.push([ana.id], 'message.changed', { chat, entry: { seq: 3, message: deleted(two, 3), change: change('delete', 2) } })
  await settle()
  expect(tab.views.chats.value[0]).toMatchObject({ unread: 1, last: { text: null } })
})

test('C8a: a change whose target this device does not hold is skipped, and the log goes on', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.say(chat, bo.id, 'one')
  server.push([ana.id], 'message.changed', { chat, entry: { seq: 2, change: change('reaction', 1) } })
  await settle()
  expect(texts(tab)).toEqual(['one'])
  expect(tab.memory.chat(chat)?.peek().timeline?.cursor).toBe(2)
})

test('C22: in a group a message up to the first of the others\' memberships has no audience and stays Sent', async () => {
  const { server, openTab } = stage()
  server.rowsAs.set(chat, { kind: 'group', name: 'Choir', role: 'administrator' })
  server.headsAs.set(chat, { members: 3 })
  const tab = await openTab(ana, { path: chat })
  for (const text of ['one', 'two']) write(tab, text)
  await settle()
  server.push([ana.id], 'receipt.all_advanced', { chat, others: { delivered: 2, read: 2 }, others_from: 1 })
  expect(statuses(tab)).toEqual(['sent', 'read'])
  expect(tab.views.chats.value[0]).toMatchObject({ title: 'Choir', members: 3, role: 'administrator', former: false })
})

test('C23: who is removed sees it at once, and nothing that came after', async () => {
  const { server, openTab } = stage()
  server.rowsAs.set(chat, { kind: 'group', name: 'Choir' })
  const tab = await openTab(ana, { path: chat })
  server.say(chat, bo.id, 'before')
  server.rev++
  const row = { rev: 2, chat, kind: 'group', name: 'Choir', from: 0, to: 1 }
  server.rowsAs.set(chat, row)
  server.push([ana.id], 'account.changed', { rev: 2, chats: [row], people: [] })
  server.say(chat, bo.id, 'after')
  await settle()
  expect(tab.views.chats.value[0]).toMatchObject({ former: true })
  expect(texts(tab)).toEqual(['before'])
})

test('C27: expired messages are one line in their place, until they are shown', async () => {
  const { server, openTab } = stage()
  for (const text of ['one', 'two', 'three', 'four']) server.say(chat, bo.id, text)
  const hidden = { from: 1, to: 3, messages: 2 }
  server.headsAs.set(chat, { expired: [hidden], unread: 2 })
  const tab = await openTab(ana, { path: chat })
  const shown = () => tab.views.chat.value?.rows.value.map((row) => (row.kind === 'message' ? row.text : row.kind === 'expired' ? row.count : ''))
  expect(shown()).toEqual(['one', 2, 'four'])
  server.headsAs.delete(chat)
  server.push([ana.id], 'expired.changed', { chat, expired: [], others: { delivered: 0, read: 0 }, mine: { delivered: 4, read: 0 }, unread: 4 })
  await settle()
  expect(shown()).toEqual(['one', 'two', 'three', 'four'])
})

test('C26: what expired for the other is Expired, whatever was read after it, and moves on when it is shown', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  for (const text of ['one', 'two']) write(tab, text)
  await settle()
  const told = { chat, mine: { delivered: 0, read: 0 }, unread: 0 }
  server.push([ana.id], 'expired.changed', { ...told, others_expired: [{ from: 0, to: 1 }], others: { delivered: 2, read: 2 } })
  // What somebody did not get waits like anything else until it is as old as the queue keeps.
  expect(statuses(tab)).toEqual(['sent', 'read'])
  tab.memory.now.value += 8 * 24 * 3_600_000
  server.push([ana.id], 'expired.changed', { ...told, others_expired: [{ from: 0, to: 1 }], others: { delivered: 2, read: 2 } })
  expect(statuses(tab)).toEqual(['expired', 'read'])
  server.push([ana.id], 'expired.changed', { ...told, others_expired: [], others: { delivered: 2, read: 2 } })
  expect(statuses(tab)).toEqual(['read', 'read'])
})

test('R11.4: a draft reaches the other devices after a second, or when the composer is left', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  tab.account.drafts.typed(chat, 'half a')
  await clock.advance(900)
  tab.account.drafts.typed(chat, 'half a thought')
  await clock.advance(999)
  expect(server.sent('draft.set')).toHaveLength(0)
  await clock.advance(1)
  expect(server.sent('draft.set').map(({ body }) => (body as { text: string }).text)).toEqual(['half a thought'])
  tab.account.drafts.typed(chat, 'half a thought and more')
  tab.account.drafts.stopped(chat)
  await settle()
  expect(server.sent('draft.set')).toHaveLength(2)
  tab.account.drafts.sent(chat)
  await settle()
  expect(server.drafts.get(chat)?.draft).toBe('')
})

test('R11.4: a newer draft of another device is taken, but never over what is being written', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  const told = (draft: string, rev: number) =>
    server.push([ana.id], 'account.changed', {
      rev, chats: [{ rev, chat, kind: 'direct', peer: bo.id, from: 0, draft, draft_at: clock.now() + rev }], people: [],
    })
  tab.page.tell('blur')
  told('from the phone', 2)
  expect(tab.views.chat.value?.draft.value).toBe('from the phone')
  tab.page.tell('focus')
  told('over my words', 3)
  expect(tab.views.chat.value?.draft.value).toBe('from the phone')
})

test('C30: a draft that was written without a connection is told on the next', async () => {
  const { server, clock, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  server.isUp = false
  server.cut()
  tab.account.drafts.typed(chat, 'on the train')
  await clock.advance(5_000)
  server.isUp = true
  await clock.advance(20_000)
  expect(server.drafts.get(chat)?.draft).toBe('on the train')
})

/** A store that remembers what was sent, and nothing else. */
class Remembering extends ForgetfulStore {
  readonly rows = new Map<string, KeptSent>()

  override sent(): Promise<readonly KeptSent[]> {
    return Promise.resolve([...this.rows.values()])
  }

  override commit({ sent }: Batch): Promise<void> {
    for (const [id, row] of sent) if (row === null) this.rows.delete(id)
    else this.rows.set(id, row)
    return Promise.resolve()
  }
}

test('C17: after history was rewound, one\'s own lost messages are offered again under their old ids, before newer ones', async () => {
  const { server, clock, openTab } = stage()
  const store = new Remembering()
  const tab = await openTab(ana, { path: chat, store })
  const keys = ['one', 'two', 'three'].map((text) => write(tab, text))
  await settle()
  server.rewind(chat, 1)
  server.cut()
  await clock.advance(3_000)
  expect(server.log(chat).map(({ client_id }) => client_id)).toEqual(keys)
  expect(texts(tab)).toEqual(['one', 'two', 'three'])
  expect(statuses(tab)).toEqual(['sent', 'sent', 'sent'])
  expect([...store.rows.values()].map(({ epoch }) => epoch)).toEqual([server.epoch, server.epoch, server.epoch])
})

test('C17: what was accepted more than 7 days ago asks first, and after a month is forgotten', async () => {
  const { server, clock, openTab } = stage()
  const store = new Remembering()
  const day = 24 * 3_600_000
  const old = (id: string, days: number): KeptSent => ({
    client_id: id.padEnd(22, 'A'), chat, text: id, written: clock.now() - days * day, seq: 1, at: clock.now() - days * day, epoch: 'e0',
  })
  for (const row of [old('old', 8), old('older', 31)]) store.rows.set(row.client_id, row)
  const tab = await openTab(ana, { path: chat, store })
  expect(rows(tab)).toMatchObject([{ text: 'old', status: 'failed', failure: { code: 'too_old' } }])
  expect(server.log(chat)).toHaveLength(0)
  expect([...store.rows.values()].map(({ text }) => text)).toEqual(['old'])
})

test('C17: a cursor ahead of the head starts the chat anew', async () => {
  const { server, openTab } = stage()
  const tab = await openTab(ana, { path: chat })
  for (const text of ['one', 'two', 'three']) server.say(chat, bo.id, text)
  await settle()
  const { epoch } = server
  server.rewind(chat, 1)
  server.epoch = epoch
  server.push([ana.id], 'state.reread', {})
  await settle()
  expect(texts(tab)).toEqual(['one'])
})
