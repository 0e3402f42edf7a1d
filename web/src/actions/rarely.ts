/**
 * The actions that no open chat needs before it is painted, in one chunk that is fetched with the first of them. Each
 * answers with a Result, so a chunk that cannot be fetched is one more failure that the person is told.
 */
import type { Post } from '../net/http.ts'
import { permission } from '../platform/notices.ts'
import type { Memory } from '../state/memory.ts'
import { attachActions } from './attach.ts'
import { chatActions } from './chats.ts'
import { changeActions } from './changes.ts'
import { doorActions } from './doors.ts'
import { forwardActions } from './forward.ts'
import { keepsakeActions } from './keepsakes.ts'
import { groupActions } from './groups.ts'
import { pictureActions } from './pictures.ts'
import { peopleActions, type Ask, type Learn } from './people.ts'
import { searchActions } from './search.ts'
import type { ImportActions } from './imports.ts'
import { linkActions } from './links.ts'
import type { Session } from './session.ts'
import { wholeChatActions } from './whole-chat.ts'

export interface RareSurroundings {
  readonly memory: Memory
  readonly session: Session
  readonly post: Post
  readonly ask: Ask
  readonly newID: () => string
}

export type RareActions = ReturnType<typeof rareActions>

export function rareActions({ memory, session, post, ask, newID }: RareSurroundings) {
  const account = () => session.account
  const learn: Learn = (people) => (session.account === undefined ? void memory.putPeople(people) : session.account.log.people(people))
  // With what reads zip files, which hardly anybody needs.
  const imports = () => import('./imports.ts').then(({ importActions }) => importActions(ask, memory, learn))
  return {
    ...doorActions(post, memory, session),
    ...peopleActions(ask, memory, account, learn),
    ...groupActions(ask, memory, account, learn, newID),
    ...keepsakeActions(ask, memory, account, learn),
    ...chatActions(ask, memory, learn),
    ...changeActions(ask, memory, account, learn),
    ...searchActions(ask, memory, account, learn),
    ...forwardActions(memory, session, newID),
    ...attachActions(ask, memory, session, newID),
    ...wholeChatActions(ask, memory, learn),
    readImport: async (file: File) => (await imports()).readImport(file),
    bringImport: async (...args: Parameters<ImportActions['bringImport']>) => (await imports()).bringImport(...args),
    ...linkActions(ask, memory),
    ...pictureActions(ask, memory, learn, newID),
    noticePermission: permission,
  }
}
