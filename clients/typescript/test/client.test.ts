import { afterEach, expect, test, vi } from 'vitest'
import { Client, Refused, newClientID } from '../src/index.ts'

const welcome = { me: { id: 'me' }, epoch: 'e1', rev: 0, beat_ms: 10_000 }
const opened = `data: ${JSON.stringify({ type: 'stream.opened', body: { stream: 'stream-1', welcome } })}\n\n`

/** A fetch over a few lines: streams as they are given, one after the other, and answers by the name of the command. */
function fakeFetch(streams: readonly string[][], answers: Record<string, () => Response>): { fetch: typeof fetch; asked: Request[] } {
  const asked: Request[] = []
  let opening = 0
  const fake = (input: string, init: RequestInit) => {
    const request = new Request(input, init)
    asked.push(request)
    const path = new URL(request.url).pathname.slice('/api/'.length)
    if (path !== 'stream') return Promise.resolve((answers[path] ?? empty)())
    const chunks = streams[opening++]
    if (chunks === undefined) return Promise.resolve(refuse(401, 'login_required'))
    return Promise.resolve(new Response(new Blob(chunks).stream()))
  }
  return { fetch: fake as unknown as typeof fetch, asked }
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
const refuse = (status: number, code: string) => json({ error: { code, message: code } }, status)
const empty = () => json({ epoch: 'e1', rev: 0, chats: [], heads: [], people: [], presence: [], more: false })

let client: Client | undefined
afterEach(() => client?.close())

test('it shows its token, follows, and comes back after the line was lost, until that is in vain', async () => {
  const added = { type: 'typing.changed', body: { typing: { chat: 'c', users: [], count: 0 } } }
  const { fetch, asked } = fakeFetch([[opened, `data: ${JSON.stringify(added)}\n\n`], [opened]], {})
  const waits: number[] = []
  client = new Client({ url: 'https://chat.example/', token: 'tt_x', fetch, pause: (ms) => Promise.resolve(void waits.push(ms)) })
  const typed = vi.fn()
  client.on('typing.changed', typed)
  await expect(client.connect()).rejects.toMatchObject({ code: 'login_required' })
  expect(typed).toHaveBeenCalledOnce()
  expect(waits).toHaveLength(2)
  expect(waits.every((ms) => ms >= 500 && ms <= 2_000)).toBe(true)
  for (const request of asked) expect(request.headers.get('Authorization')).toBe('Bearer tt_x')
})

test('events arrive whole, however the line cuts them', async () => {
  const { fetch } = fakeFetch([[opened.slice(0, 20), opened.slice(20), ':\n\n', 'event: close\ndata: {"code":4401}\n\n']], {})
  client = new Client({ url: 'https://chat.example', token: 'tt_x', fetch })
  const heard = vi.fn()
  client.on('stream.opened', heard)
  await expect(client.connect()).rejects.toMatchObject({ code: 4401 })
  expect(heard).toHaveBeenCalledOnce()
})

test('[C1, C5] a send whose answer was lost is repeated with the same id', async () => {
  let tries = 0
  const { fetch, asked } = fakeFetch([], {
    'message.send': () => {
      if (++tries === 1) throw new TypeError('the line broke')
      return json({ epoch: 'e1', chat: 'c', results: [{ client_id: 'x', seq: 7, at: 1, duplicate: true }] })
    },
  })
  client = new Client({ url: 'https://chat.example', token: 'tt_x', fetch, pause: () => Promise.resolve() })
  expect(await client.send('c', 'hello')).toMatchObject({ seq: 7 })
  const ids = await Promise.all(asked.map(async (request) => ((await request.json()) as { messages: { client_id: string }[] }).messages[0]?.client_id))
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
})

test('a refusal names its code and its wait', async () => {
  const { fetch } = fakeFetch([], { 'heads.list': () => json({ error: { code: 'rate_limited', message: '', retry_after_ms: 40 } }, 429) })
  client = new Client({ url: 'https://chat.example', token: 'tt_x', fetch })
  const refused = await client.call('heads.list', {}).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refused)
  expect(refused).toMatchObject({ code: 'rate_limited', retryAfterMs: 40, isFinal: false })
})

test('[C1] ids are 16 bytes, begin with the time and are never the same', () => {
  const now = 1_767_225_600_000
  const ids = new Set(Array.from({ length: 100 }, () => newClientID(now)))
  expect(ids.size).toBe(100)
  for (const id of ids) {
    const bytes = Buffer.from(id, 'base64url')
    expect(bytes).toHaveLength(16)
    expect(bytes.readUIntBE(0, 6)).toBe(now)
  }
})
