/**
 * The page of one chat (`/c/<chat>`): head, messages, composer. It paints the chat that the core has opened for this tab
 * and says so when there is none.
 */
import { useEffect } from 'preact/hooks'
import { useComputed, useSignal } from '@preact/signals'
import type { Actions } from '../../actions/actions.ts'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { ChatView, MessageRow, Row } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { Composer } from '../composer/composer.tsx'
import { lazy } from '../lazy.tsx'
import { isEditable } from '../message/editable.ts'
import type { NoteActs } from '../message/message-note.tsx'
import { usePage, whoIn } from '../page.ts'
import { Late } from '../parts/late.tsx'
import { Skeleton } from '../parts/skeleton.tsx'
import { ConversationHead } from './conversation-head.tsx'
import { MessageList } from './message-list.tsx'
import { EmptyConversation, NotMember } from './nothing-here.tsx'

const MessageMenu = lazy(async () => (await import('../message-menu/message-menu.tsx')).MessageMenu)
const Drawer = lazy(async () => (await import('../drawer/drawer.tsx')).Drawer)
const NoFirstPage = lazy(async () => (await import('../notes/no-first-page.tsx')).NoFirstPage)
const FindBar = lazy(async () => (await import('../search/find-bar.tsx')).FindBar)
const SelectionBar = lazy(async () => (await import('../selection/selection-bar.tsx')).SelectionBar)
const Pins = lazy(async () => (await import('../keepsakes/pins.tsx')).Pins, true)
const BlockedNote = lazy(async () => (await import('../chat-menu/blocked-note.tsx')).BlockedNote)
const Editor = lazy(async () => (await import('../edit/editor.tsx')).Editor)

export function Conversation({ id }: { readonly id: ChatID }) {
  const { views } = usePage()
  const view = views.chat.value
  if (view?.id === id) return <Open view={view} />
  if (!views.chatsLoaded.value) return <Skeleton kind="messages" />
  return (
    <Late ms={400}>
      <NotMember />
    </Late>
  )
}

function Open({ view }: { view: ChatView }) {
  const { views, drawer, editing, finding, selection } = usePage()
  // All belong to this chat; leaving the chat closes them. Being painted anew does not.
  useEffect(
    () => () => {
      if (views.chat.peek()?.id === view.id) return
      drawer.value = null
      editing.value = null
      if (finding.peek()?.chat === view.id) finding.value = null
      selection.value = null
    },
    [],
  )
  return (
    <div class="conversation">
      <ConversationHead view={view} />
      {finding.value?.chat === view.id && <FindBar key={finding.value.at} view={view} open={finding.value} />}
      {view.pins.value.length > 0 && <Pins view={view} />}
      <Messages view={view} />
      <Writing view={view} />
      {drawer.value !== null && <Drawer view={view} open={drawer.value} />}
    </div>
  )
}

/** What stands at the bottom: the composer, the editor of a message, or that one is not in the group any more (C23). */
function Writing({ view }: { view: ChatView }) {
  const { editing, selection } = usePage()
  const { former, blocked, group, role } = view.item.value
  if (selection.value !== null) return <SelectionBar view={view} keys={selection.value} />
  if (blocked) return <BlockedNote view={view} />
  if (former) return <p class="former">{words.talk.former}</p>
  if (group?.settings?.send === 'administrators' && role !== 'administrator') return <p class="former">{words.talk.onlyAdministrators}</p>
  if (editing.value !== null) return <Editor key={editing.value} view={view} messageKey={editing.value} />
  return <Composer chat={view} onEditLast={() => (editing.value = lastEditable(view.rows.peek()) ?? null)} />
}

/** The newest message of one's own that can still be edited. */
function lastEditable(rows: readonly Row[]): string | undefined {
  return rows.findLast((row) => row.kind === 'message' && isEditable(row))?.key
}

function Messages({ view }: { view: ChatView }) {
  const { views, actions, dialog, drawer, selection, list } = usePage()
  const lost = useSignal(false)
  const selecting = useComputed(() => selection.value !== null)
  const menu = useSignal<{ row: MessageRow; near: DOMRect } | null>(null)
  const rows = view.rows.value
  if (rows.length === 0) return <NoRows view={view} />
  return (
    <>
      <MessageList
        handle={list}
        view={view}
        rows={rows}
        older={view.older.value}
        newer={view.newer.value}
        divider={view.divider.value}
        target={view.target.value}
        onOlder={() => actions.loadOlder(view.id)}
        onNewer={() => actions.loadNewer(view.id)}
        onSeen={(seq) => actions.seen(view.id, seq)}
        onNewest={() => actions.toNewest(view.id)}
        onMenu={(row, from) => (menu.value = { row, near: from.getBoundingClientRect() })}
        me={whoIn(views)}
        act={actsOf(actions, view.id)}
        onAnswer={(seq) => !view.item.peek().former && actions.replyTo(view.id, seq)}
        onJump={(seq) => void actions.jumpTo(view.id, seq).then(({ ok }) => (lost.value = !ok))}
        onTakeBack={(seq) => void actions.react(view.id, seq, '')}
        onWhoReacted={(seq) => (dialog.value = { kind: 'reactions', chat: view.id, seq })}
        onTick={(row) => (drawer.value = { kind: 'info', row: row.key })}
        selecting={selecting.value}
        onPick={(row) => {
          const selected = selection.peek()
          if (selected === null) return false
          const next = new Set(selected)
          if (!next.delete(row.key) && row.text !== null) next.add(row.key)
          selection.value = next.size === 0 ? null : next
          return true
        }}
      />
      {lost.value && (
        <p class="pill lost" role="alert">
          {words.talk.notReached}
          <button class="link-button" onClick={() => (lost.value = false)}>
            {words.talk.close}
          </button>
        </p>
      )}
      {menu.value !== null && (
        <MessageMenu chat={view.id} {...menu.value} onClose={() => (menu.value = null)} />
      )}
    </>
  )
}

function actsOf(actions: Actions, chat: ChatID): NoteActs {
  return {
    retry: (row) => actions.retry(chat, row.key),
    discard: (row) => actions.discard(chat, row.key),
    sendAgain: (row) => row.seq !== undefined && actions.sendAgain(chat, row.seq),
    showExpired: async (row) => {
      const result = await actions.showExpired(chat, row.from)
      return result.ok ? undefined : result.failure
    },
  }
}

function NoRows({ view }: { view: ChatView }) {
  switch (view.loading.value) {
    case 'empty':
      return <Skeleton kind="messages" />
    case 'failed':
      return (
        <div class="centered messages">
          <NoFirstPage view={view} />
        </div>
      )
    case 'ready':
      return <EmptyConversation item={view.item} />
  }
}
