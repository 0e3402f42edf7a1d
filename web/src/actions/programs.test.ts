/** What the settings ask and show about programs, over answers as the server gives them. */
import { expect, test } from 'vitest'
import type { Actions, Result } from './actions.ts'
import { programs } from './programs.ts'

function arranged(answers: Readonly<Record<string, unknown>>) {
  const asked: unknown[] = []
  const arrange = ((command: string, body: unknown) => {
    asked.push([command, body])
    const value = answers[command]
    const result: Result<unknown> = value === undefined ? { ok: false, failure: { code: 'not_allowed' } } : { ok: true, value }
    return Promise.resolve(result)
  }) as unknown as Actions['arrange']
  return { asked, programs: programs(arrange) }
}

const token = { id: 't1', name: 'Night watch', scopes: ['send'], created_at: 5_000, used_at: 5_000 }

test('a token counts as used only when that was later than its making', async () => {
  const { programs } = arranged({ 'token.list': { tokens: [token, { ...token, id: 't2', used_at: 9_000 }] } })
  const result = await programs.tokens()
  expect(result).toEqual({
    ok: true,
    value: [
      { id: 't1', name: 'Night watch', scopes: ['send'], createdAt: 5_000 },
      { id: 't2', name: 'Night watch', scopes: ['send'], createdAt: 5_000, usedAt: 9_000 },
    ],
  })
})

test('whose tokens are meant is said for a bot, and left out for oneself', async () => {
  const { asked, programs } = arranged({ 'token.list': { tokens: [] }, 'token.create': { token, secret: 'tt_secret' }, 'token.revoke': {} })
  await programs.tokens('b1')
  await programs.createToken('Pier', ['read'])
  await programs.revokeToken('t1', 'b1')
  expect(asked).toEqual([
    ['token.list', { bot: 'b1' }],
    ['token.create', { name: 'Pier', scopes: ['read'] }],
    ['token.revoke', { token: 't1', bot: 'b1' }],
  ])
})

test('a hook says who made it, where the server told who that is', async () => {
  const hook = { id: 'h1', chat: 'c1', name: 'Builds', bot: 'b1', created_by: 'u1', created_at: 7 }
  const people = [{ id: 'u1', name: 'Ana', handle: 'ana', version: 1 }]
  const { programs } = arranged({ 'hook.list': { hooks: [hook, { ...hook, id: 'h2', created_by: 'u9' }], people } })
  const result = await programs.hooks('c1')
  expect(result.ok && result.value.map(({ id, creator }) => [id, creator?.name])).toEqual([['h1', 'Ana'], ['h2', undefined]])
})

test('a refusal comes through as it is', async () => {
  expect(await arranged({}).programs.bots()).toEqual({ ok: false, failure: { code: 'not_allowed' } })
})
