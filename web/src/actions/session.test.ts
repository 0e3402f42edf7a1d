/** Getting in, staying in and getting out, over a fake server and a browser that keeps things. */
import { expect, test, vi } from 'vitest'
import { ForgetfulStore } from '../db/forgetful-store.ts'
import { CallError } from '../net/call-error.ts'
import type { Post } from '../net/http.ts'
import { FakeAddress, FakeClock, FakePage, fakeBroadcasts, fakeKeep, fakeLocks, settle } from '../platform/fakes.ts'
import { newClientID } from '../platform/ids.ts'
import { Memory } from '../state/memory.ts'
import { viewsOf } from '../state/painting.ts'
import { routeOf } from '../state/route.ts'
import { FakeServer } from '../sync/fake-server.ts'
import { Account } from '../sync/account.ts'
import { ana, bo, chat } from '../sync/fake-tab.ts'
import { actionsOf } from './actions-of.ts'
import { Navigation } from './navigation.ts'
import { Session } from './session.ts'

/** A browser profile with one server behind it; `open` loads the page in a new tab. */
function browser() {
  const server = new FakeServer([ana, bo])
  server.addChat(chat, [ana.id, bo.id])
  const [clock, keep, openBroadcast, exclusive] = [new FakeClock(), fakeKeep(), fakeBroadcasts(), fakeLocks()]
  const state = { cookie: '', reachable: true }
  const answer = (command: string): unknown => {
    if (!state.reachable) throw new CallError('no_connection')
    if (command === 'session.create' || command === 'account.create') {
      state.cookie = ana.id
      return { me: ana, role: 'administrator', ...(command === 'account.create' ? { chat } : {}) }
    }
    if (command === 'session.end') state.cookie = ''
    if (command === 'session.get') return { registration: 'invite', ...(state.cookie === '' ? {} : { me: ana, role: 'administrator' }) }
    return {}
  }
  const post = ((command: string) => new Promise((resolve) => resolve(answer(command)))) as unknown as Post
  const open = async (path = '/') => {
    const address = new FakeAddress(path)
    const memory = new Memory(routeOf(path))
    const navigation = new Navigation(memory, address)
    const session = new Session({
      memory, clock, keep, post, navigation, exclusive, openBroadcast, chime: { arrived: () => {}, caughtUp: () => {} }, page: new FakePage(), random: () => 0, url: 'ws://test/ws',
      openSocket: server.socketOf(ana.id), probe: () => Promise.resolve('unhealthy'), openSlowWay: () => Promise.reject(new Error('not here')), openStore: () => new ForgetfulStore(),
      openAccount: Account.open.bind(Account),
    })
    const actions = actionsOf({ memory, session, navigation, post, keep, clock, newClientID, askToPersist: () => {}, update: () => {} })
    navigation.start()
    const started = session.start()
    await settle()
    return { actions, address, keep, memory, session, started, views: viewsOf(memory) }
  }
  return { server, clock, keep, state, open }
}

const form = { handle: 'ana', password: 'correct horse' }

test('without a session the page is at the door, and says which doors there are', async () => {
  const { open } = browser()
  const tab = await open('/')
  expect(tab.views.session.value).toMatchObject({ state: 'signed-out', registration: 'invite' })
  expect(tab.address.path()).toBe('/sign-in')
})

test('after signing in the page goes where the person wanted to go', async () => {
  const { open } = browser()
  const tab = await open(`/c/${chat}`)
  expect(tab.address.path()).toBe('/sign-in')
  await tab.actions.signIn(form)
  expect(tab.address.path()).toBe(`/c/${chat}`)
  expect(tab.views.session.value).toMatchObject({ state: 'signed-in', me: { name: 'Ana' } })
  await settle()
  expect(tab.views.connection.value.state).toBe('connected')
})

test('signing up by an invitation leads into the chat with the inviter', async () => {
  const { open } = browser()
  const tab = await open('/invite/token')
  expect(tab.address.path()).toBe('/invite/token')
  const result = await tab.actions.signUp({ name: 'Ana', ...form, invitation: 'token' })
  expect(result).toEqual({ ok: true, value: { chat } })
  expect(tab.address.path()).toBe(`/c/${chat}`)
})

test('R12.3: without the server the page starts with the account that it knew, and is right when the server answers', async () => {
  const { open, state, clock, server } = browser()
  await (await open()).actions.signIn(form)
  state.reachable = false
  server.isUp = false
  const tab = await open()
  await clock.advance(1_000)
  expect(tab.views.session.value).toMatchObject({ state: 'signed-in', me: { name: 'Ana' } })
})

test('a session that was ended elsewhere leads to the door, and nothing of the person stays in sight', async () => {
  const { open, state, server } = browser()
  const tab = await open()
  await tab.actions.signIn(form)
  await settle()
  expect(tab.views.chats.value).toHaveLength(1)
  state.cookie = ''
  server.cut(ana.id, 4401)
  await settle()
  expect(tab.views.session.value).toMatchObject({ state: 'signed-out', ended: true })
  expect(tab.views.chats.value).toHaveLength(0)
  expect(tab.address.path()).toBe('/sign-in')
})

test('a browser in which nobody was signed in is not told that it was signed out', async () => {
  const { open } = browser()
  const tab = await open()
  expect(tab.views.session.value).toMatchObject({ state: 'signed-out', ended: false })
})

test('signing out needs the server: without it nothing changes', async () => {
  const { open, state } = browser()
  const tab = await open()
  await tab.actions.signIn(form)
  state.reachable = false
  expect(await tab.actions.signOut()).toEqual({ ok: false, failure: { code: 'no_connection' } })
  expect(tab.views.session.value.state).toBe('signed-in')
})

test('R11.4: signing out and in again in one tab is signing out and in again in the other', async () => {
  const { open } = browser()
  const [one, two] = [await open(), await open()]
  await one.actions.signIn(form)
  await settle()
  expect(two.views.session.value.state).toBe('signed-in')
  await one.actions.signOut()
  await settle()
  expect(two.views.session.value.state).toBe('signed-out')
})

test('the title counts the chats with unread messages', async () => {
  const { open, server } = browser()
  const tab = await open()
  await tab.actions.signIn(form)
  await settle()
  server.say(chat, bo.id, 'one')
  server.say(chat, bo.id, 'two')
  expect(tab.address.title).toBe('(1) Twoticks')
})

test('R1.2, R1.3: what the tab shows is subscribed, and left again', async () => {
  const { open, server } = browser()
  const tab = await open(`/c/${chat}`)
  await tab.actions.signIn(form)
  await settle()
  tab.actions.go('/notifications')
  tab.actions.go('/')
  await settle()
  const asked = server.commands.filter(({ type }) => type.includes('subscribe')).map(({ type }) => type)
  expect(asked).toEqual(['chat.subscribe', 'chat.unsubscribe', 'notifications.subscribe', 'notifications.unsubscribe'])
})

test('R4.4: sending ends the typing and the draft in the same step', async () => {
  const { open, server } = browser()
  const tab = await open(`/c/${chat}`)
  await tab.actions.signIn(form)
  await settle()
  tab.actions.typed(chat, 'hello')
  tab.actions.send(chat, 'hello')
  expect(tab.views.chat.value?.draft.value).toBe('')
  expect(tab.views.chat.value?.rows.value.map((row) => row.kind === 'message' && row.text)).toEqual(['hello'])
  await settle()
  const said = server.commands.filter(({ type }) => type === 'typing.set' || type === 'message.send').map(({ type, body }) => ('on' in body ? body['on'] : type))
  expect(said).toEqual([true, false, 'message.send'])
})

test('R9.3: who is signed out elsewhere leaves what was not sent on this device, and is told how much', async () => {
  const { open, state, server } = browser()
  const tab = await open(`/c/${chat}`)
  await tab.actions.signIn(form)
  await settle()
  server.disturb = ({ type }) => (type === 'message.send' ? { code: 'overloaded', retry_after_ms: 60_000 } : undefined)
  tab.actions.send(chat, 'not yet')
  await settle()
  expect(tab.views.device.value).toMatchObject({ unsent: 1, waiting: 1 })
  state.cookie = ''
  server.cut(ana.id, 4401)
  await settle()
  expect(tab.views.session.value).toMatchObject({ state: 'signed-out', ended: true, unsent: { count: 1, person: { name: 'Ana' } } })
  await tab.actions.dropUnsent()
  expect(tab.views.session.value).not.toHaveProperty('unsent')
  expect(tab.keep.read('unsent')).toBeNull()
})

test('R10.1: what a person does before the account lives in this tab is done as soon as it does', async () => {
  const { open } = browser()
  const tab = await open(`/c/${chat}`)
  const entering = tab.actions.signIn(form)
  await vi.waitFor(() => expect(tab.memory.me).toBe(ana.id))
  const done: string[] = []
  tab.session.withAccount(({ core }) => done.push(core.memory.me))
  await entering
  expect(done).toEqual([ana.id])
})
