/** When the server is told where this device can be reached, and when that ends. */
import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { FakeClock, settle } from '../platform/fakes.ts'
import type { Post } from '../net/http.ts'
import type { Keep } from '../platform/keep.ts'
import { plainLook, type Look } from '../state/memory.ts'
import type { SessionView } from '../state/views.ts'
import { isPushed, Pushes } from './pushes.ts'

const ana = { state: 'signed-in', me: { id: 'ana', name: 'Ana', handle: 'ana' } } as unknown as SessionView
const nobody = { state: 'signed-out' } as unknown as SessionView

function scene({ key = 'K', endpoint = 'https://push.example.org/a', allowed = true }: { key?: string; endpoint?: string; allowed?: boolean } = {}) {
  const kept = new Map<string, unknown>()
  const keep: Keep = { read: (name) => kept.get(name) ?? null, write: (name, value) => void kept.set(name, value), remove: (name) => void kept.delete(name), watch: () => undefined }
  const asked: string[] = []
  const post = ((command: string, body: unknown) => {
    asked.push(command === 'push.subscribe' ? `${command} ${JSON.stringify(body)}` : command)
    return Promise.resolve(command === 'push.key' ? { key } : {})
  }) as unknown as Post
  const at = { allowed, agreed: false, asked, keep, clock: new FakeClock() }
  const memory = { session: signal<SessionView>({ state: 'unknown' }), look: signal<Look>(plainLook) }
  const service = {
    subscribe: (given: string) => {
      at.agreed = given === key && endpoint !== ''
      return Promise.resolve(endpoint === '' ? undefined : { endpoint, key: 'P', auth: 'A' })
    },
    unsubscribe: () => Promise.resolve(void (at.agreed = false)),
  }
  const open = () => new Pushes({ memory, keep, clock: at.clock, post, service, allowed: () => at.allowed })
  const told = () => asked.splice(0).filter((command) => command !== 'push.key')
  return { ...at, at, memory, open, told }
}

test('told once somebody is signed in and wants it, and again when what may be shown changes', async () => {
  const { memory, open, told, at, keep } = scene()
  open()
  await settle()
  expect(told()).toEqual([])
  memory.session.value = ana
  await settle()
  expect(told()).toEqual(['push.subscribe {"endpoint":"https://push.example.org/a","key":"P","auth":"A","language":"en","preview":true}'])
  expect([at.agreed, isPushed(keep)]).toEqual([true, true])
  memory.look.value = { ...plainLook, preview: false, language: 'de' }
  await settle()
  expect(told()).toEqual(['push.subscribe {"endpoint":"https://push.example.org/a","key":"P","auth":"A","language":"de","preview":false}'])
  memory.look.value = { ...memory.look.value, textSize: 19 }
  await settle()
  expect(told(), 'nothing of it changed').toEqual([])
})

test('another page of the same day tells nothing, one of the next does', async () => {
  const { memory, open, told, clock } = scene()
  memory.session.value = ana
  open()
  await settle()
  expect(told()).toHaveLength(1)
  open()
  await settle()
  expect(told()).toHaveLength(0)
  await clock.advance(25 * 3_600_000)
  open()
  await settle()
  expect(told()).toHaveLength(1)
})

test('switched off, both are told; signed out, the browser is', async () => {
  const { memory, open, told, at, keep } = scene()
  memory.session.value = ana
  open()
  await settle()
  told()
  memory.look.value = { ...plainLook, notify: false }
  await settle()
  expect([told(), at.agreed, isPushed(keep)]).toEqual([['push.unsubscribe'], false, false])
  memory.look.value = plainLook
  await settle()
  told()
  memory.session.value = nobody
  await settle()
  expect([told(), at.agreed, isPushed(keep)]).toEqual([[], false, false])
})

test.each([
  ['where the browser may not', { allowed: false }],
  ['by a server that sends none', { key: '' }],
  ['where the browser has no service', { endpoint: '' }],
])('nothing is told %s', async (_, given) => {
  const { memory, open, told, keep } = scene(given)
  memory.session.value = ana
  open()
  await settle()
  expect([told(), isPushed(keep)]).toEqual([[], false])
})
