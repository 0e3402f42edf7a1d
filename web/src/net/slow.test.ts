/** The slow way over streams and requests that are the test's, on fake time. */
import { expect, test } from 'vitest'
import { FakeClock, FakePage, settle } from '../platform/fakes.ts'
import { fakeID } from '../sync/fake-server.ts'
import { CallError } from './call-error.ts'
import type { StreamEars } from './event-stream.ts'
import type { Post } from './http.ts'
import { openSlowWay } from './slow.ts'

const me = { id: fakeID('ana'), handle: 'ana', name: 'Ana', kind: 'person', version: 1 }
const limits = {
  text_bytes: 1, text_characters: 1, batch: 1, group_members: 1, group_name: 1, group_about: 1, edit_ms: 1, delete_ms: 1, queue_ms: 1, pinned_chats: 5,
}
const welcome = {
  me, session: fakeID('session'), role: 'member', epoch: 'e1', rev: 1, now: 5, beat_ms: 10_000, limits, directory: true, registration: 'open',
}

interface OpenStream {
  readonly path: string
  readonly ears: StreamEars
  readonly end: () => void
  readonly refuse: (error: CallError) => void
}

function stage() {
  const clock = new FakeClock()
  const streams: OpenStream[] = []
  const posts: { command: string; body: unknown; stream: string | undefined }[] = []
  const told: string[] = []
  const answers: Record<string, () => unknown> = { beat: () => ({ now: 7 }) }
  const post = ((command: string, body: unknown, options: { stream?: string } = {}) => {
    posts.push({ command, body, stream: options.stream })
    return new Promise((resolve) => resolve(answers[command]?.()))
  }) as unknown as Post
  const openEventStream = (path: string, ears: StreamEars, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      streams.push({ path, ears, end: resolve, refuse: reject })
      signal.addEventListener('abort', () => reject(new CallError('no_connection')))
    })
  const way = openSlowWay(
    { clock, page: new FakePage(), post, openEventStream },
    {
      welcomed: () => told.push('welcomed'),
      opened: () => told.push('opened'),
      happened: ({ type }) => told.push(type),
      told: () => {},
      ended: (why) => told.push(why),
    },
  )
  way.start()
  const open = (stream: OpenStream | undefined) => {
    stream?.ears.lives()
    stream?.ears.heard(JSON.stringify({ type: 'stream.opened', body: { stream: fakeID('stream'), welcome } }))
  }
  return { clock, streams, posts, told, answers, way, open }
}

test('R12.1: the first word of a stream is its welcome; commands are posted for it, and it beats', async () => {
  const { clock, streams, posts, told, way, open } = stage()
  await settle()
  expect(streams[0]?.path).toBe('/api/stream?version=1&visible=true')
  open(streams[0])
  streams[0]?.ears.heard(JSON.stringify({ type: 'state.reread', body: {} }))
  expect(told).toEqual(['welcomed', 'state.reread'])
  void way.call('typing.set', { chat: fakeID('chat'), on: true })
  await clock.advance(10_000)
  expect(posts.map(({ command, stream }) => [command, stream])).toEqual([
    ['typing.set', fakeID('stream')],
    ['beat', fakeID('stream')],
  ])
})

test('R12.1: a stream that ends is opened again; one that falls silent is left', async () => {
  const { clock, streams, told, open } = stage()
  await settle()
  open(streams[0])
  streams[0]?.end()
  await clock.advance(1_000)
  open(streams[1])
  await clock.advance(26_000)
  expect(streams).toHaveLength(3)
  expect(told).toEqual(['welcomed', 'welcomed'])
})

test('R12.1: where nothing arrives on the stream within 10 s, a request that waits says when to read again', async () => {
  const { clock, streams, posts, told, answers } = stage()
  const changes: (() => void)[] = []
  answers['sync.wait'] = () => {
    const rows = { epoch: 'e1', rev: 3, chats: [], people: [], more: false }
    const heads = { epoch: 'e1', heads: [], people: [], presence: [] }
    const answer = { stamp: `s${posts.length}`, changed: true, rows, heads }
    return posts.length === 1 ? answer : new Promise((resolve) => changes.push(() => resolve(answer)))
  }
  await clock.advance(9_900)
  expect(posts).toEqual([])
  await clock.advance(200)
  expect(told).toEqual(['opened'])
  expect(posts.map(({ body }) => body)).toEqual([
    { rev: 0, visible: true },
    { rev: 3, stamp: 's1', visible: true },
  ])
  changes[0]?.()
  await settle()
  expect(told).toEqual(['opened', 'state.reread'])
  expect(streams).toHaveLength(1)
})

test('R12.1: when neither gets through, it says so', async () => {
  const { clock, streams, told } = stage()
  await settle()
  streams[0]?.refuse(new CallError('no_connection'))
  await clock.advance(2_000)
  streams[1]?.refuse(new CallError('no_connection'))
  await clock.advance(5_000)
  expect(told).toEqual(['slow-lost'])
  expect(streams).toHaveLength(2)
})

test('a session that has ended is told apart from a server that is away', async () => {
  const { streams, told } = stage()
  await settle()
  streams[0]?.ears.closed(4401)
  expect(told).toEqual(['signed-out'])
})

test('once stopped it asks for nothing and tells nothing', async () => {
  const { clock, streams, posts, told, way, open } = stage()
  await settle()
  open(streams[0])
  way.stop()
  await clock.advance(120_000)
  expect([streams.length, posts.length, told]).toEqual([1, 0, ['welcomed']])
})
