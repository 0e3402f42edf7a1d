/**
 * Searching: messages by the server, which has all of them, and where it cannot be asked by what this device keeps; and the
 * people whom this device knows.
 */
import type { Reply } from '../protocol/codec.ts'
import { filesOf } from '../protocol/content.ts'
import type { ChatID, File as SentFile, Message } from '../protocol/wire.gen.ts'
import { termsOf } from '../state/fold.ts'
import { findableOf, isFound, matching, snippetOf, type SearchQuery } from '../state/found.ts'
import type { Memory } from '../state/memory.ts'
import type { FileView, FoundMessage, FoundPage } from '../state/views.ts'
import type { Account } from '../sync/account.ts'
import type { Actions, Result } from './actions.ts'
import type { Ask, Learn } from './people.ts'
import { resultOf } from './result.ts'

type SearchActions = Pick<Actions, 'searchMessages' | 'searchPeople'>

/** How many of a chat's kept rows are looked through at once, and how many finds are shown. */
const KEPT = 2_000
const SHOWN = 50

export function searchActions(ask: Ask, memory: Memory, account: () => Account | undefined, learn: Learn): SearchActions {
  const onServer = ({ found, people, next, searched_to: searchedTo }: Reply<'message.search'>): FoundPage => {
    learn(people)
    return {
      found: found.map(({ chat, seq, sender, at, snippet, files }) => ({
        chat, seq, sender: memory.person(sender), at, snippet,
        ...(files === undefined ? {} : { files: located(files, chat, seq) }),
      })),
      onDevice: false,
      ...(next === undefined ? {} : { next }),
      ...(searchedTo === undefined ? {} : { searchedTo }),
    }
  }
  return {
    async searchMessages({ text, ...bounds }) {
      const result: Result<FoundPage> = await resultOf(ask('message.search', { ...(text.trim() === '' ? {} : { text }), ...bounds }).then(onServer))
      if (result.ok || !UNREACHABLE.has(result.failure.code) || bounds.after !== undefined) return result
      return { ok: true, value: await onDevice(memory, account(), { text, ...bounds }) }
    },
    searchPeople: async (text) => ({
      ok: true,
      value: matching(memory.everybody().filter(({ id }) => id !== memory.me), text, ({ name, handle }) => [name, handle]),
    }),
  }
}

const UNREACHABLE: ReadonlySet<string> = new Set(['no_connection', 'timeout', 'unavailable'])

async function onDevice(memory: Memory, account: Account | undefined, query: SearchQuery): Promise<FoundPage> {
  const terms = termsOf(query.text)
  const hits: FoundMessage[] = []
  for (const { row } of memory.all()) {
    if (query.chat !== undefined && query.chat !== row.chat) continue
    for (const message of await rowsOf(memory, account, row.chat)) {
      if (!isFound(message, query, terms)) continue
      const text = message.content === undefined ? '' : (findableOf(message.content) ?? '')
      const files = message.content && filesOf(message.content)
      hits.push({
        chat: row.chat, seq: message.seq, sender: memory.person(message.sender), at: message.at, snippet: snippetOf(text, terms),
        ...(files === undefined ? {} : { files: located(files, row.chat, message.seq) }),
      })
    }
  }
  hits.sort((a, b) => b.at - a.at || b.seq - a.seq)
  return { found: hits.slice(0, SHOWN), onDevice: true }
}

/** Files with where they are read. */
function located(files: readonly SentFile[], chat: ChatID, seq: number): readonly FileView[] {
  return files.map((file, n) => ({ ...file, path: `/files/${chat}/${seq}/${n}` }))
}

/** What memory and disk have of a chat. */
async function rowsOf(memory: Memory, account: Account | undefined, chat: ChatID): Promise<readonly Message[]> {
  const timeline = memory.chat(chat)?.peek().timeline ?? null
  const above = timeline?.messages ?? []
  const before = timeline?.floor ?? Number.MAX_SAFE_INTEGER
  const kept = await account?.core.store.messages(chat, before, KEPT).catch(() => null)
  return [...(kept?.messages ?? []), ...above]
}
