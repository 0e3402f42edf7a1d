/** What can be done with one message. */
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { MessageRow } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { isDeletable, isEditable } from '../message/editable.ts'
import { meIn, usePage, type Page } from '../page.ts'
import { copyText } from '../parts/copy.ts'
import { Icon } from '../parts/icon.tsx'
import { Menu, type Choice } from '../parts/menu.tsx'

import './quick.css'

interface Props {
  readonly chat: ChatID
  readonly row: MessageRow
  readonly near: DOMRect
  readonly onClose: () => void
}

export function MessageMenu({ chat, row, near, onClose }: Props) {
  const page = usePage()
  const choices = [...choicesFor(row, chat, page), ...keepingOf(row, chat, page), ...removalOf(row, chat, page)]
  if (choices.length === 0) return null
  const head = mayAnswer(row, chat, page) && row.seq !== undefined ? <Quick chat={chat} row={row} seq={row.seq} onClose={onClose} /> : undefined
  return <Menu label={words.talk.actions} choices={choices} head={head} near={near} onClose={onClose} />
}

/** One can say something to a message that is there, in a chat that one is in. */
function mayAnswer({ text, seq }: MessageRow, chat: ChatID, { views }: Page): boolean {
  return text !== null && seq !== undefined && views.chats.peek().find(({ id }) => id === chat)?.former === false
}

const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/** Six reactions at hand, the one given marked, and the way to all others. */
function Quick({ chat, row, seq, onClose }: { chat: ChatID; row: MessageRow; seq: number; onClose: () => void }) {
  const { actions, dialog } = usePage()
  const given = row.reactions?.find(({ mine }) => mine)?.emoji
  return (
    <div class="quick" role="group" aria-label={more.message.quick}>
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          role="menuitemradio"
          aria-checked={emoji === given}
          onClick={() => {
            void actions.react(chat, seq, emoji === given ? '' : emoji)
            onClose()
          }}
        >
          {emoji}
        </button>
      ))}
      <button
        role="menuitem"
        aria-label={more.message.otherEmoji}
        onClick={() => {
          onClose()
          dialog.value = { kind: 'react', chat, seq }
        }}
      >
        <Icon name="emoji" />
      </button>
    </div>
  )
}

function choicesFor(row: MessageRow, chat: ChatID, page: Page): readonly Choice[] {
  const { actions, dialog, drawer, editing, selection } = page
  const { text, key, mine, seq, status } = row
  const say = more.message
  const choices: Choice[] = []
  if (status === 'failed') choices.push({ label: more.notes.retry, icon: 'retry', act: () => actions.retry(chat, key) })
  if (status === 'expired' && seq !== undefined && row.sentAgain !== true) {
    choices.push({ label: more.notes.sendAgain, icon: 'retry', act: () => actions.sendAgain(chat, seq) })
  }
  if (seq !== undefined && mayAnswer(row, chat, page)) choices.push({ label: say.reply, icon: 'reply', act: () => actions.replyTo(chat, seq) })
  if (text !== null && row.unknown !== true && seq !== undefined) {
    choices.push({ label: say.forward, icon: 'forward', act: () => (dialog.value = { kind: 'forward', chat, keys: [key] }) })
  }
  if (text !== null && text !== '' && row.unknown !== true) choices.push({ label: say.copy, icon: 'copy', act: (from) => void copyText(text, from) })
  if (text !== null) choices.push({ label: say.select, icon: 'select', act: () => (selection.value = new Set([key])) })
  if (isEditable(row)) choices.push({ label: say.edit, icon: 'edit', act: () => (editing.value = key) })
  const { id: sender, stands } = row.sender
  if (stands === sender) choices.push({ label: more.imports.wasMe, icon: 'check', act: () => void actions.claim(chat, stands, true) })
  else if (stands !== undefined && sender === meIn(page.views)) choices.push({ label: more.imports.wasNotMe, icon: 'block', act: () => void actions.claim(chat, stands, false) })
  if (mine && seq !== undefined) choices.push({ label: more.keepsakes.info, icon: 'info', act: () => (drawer.value = { kind: 'info', row: key }) })
  return choices
}

/** What one does with a message for later: for oneself, or for everybody in the chat. */
function keepingOf({ seq, text, starred = false }: MessageRow, chat: ChatID, { actions, dialog, views }: Page): readonly Choice[] {
  const view = views.chat.peek()
  if (seq === undefined || text === null || view === null) return []
  const say = more.keepsakes
  const isPinned = view.pins.peek().some((pin) => pin.seq === seq)
  const star: Choice = { label: starred ? say.unstar : say.star, icon: 'star', act: () => void actions.starMessage(chat, seq, !starred) }
  if (view.item.peek().former) return [star]
  const pin: Choice = isPinned
    ? { label: say.unpin, icon: 'pin', act: () => void actions.pinMessage(chat, seq, 0) }
    : { label: say.pin, icon: 'pin', act: () => (dialog.value = { kind: 'pin', chat, seq }) }
  return [star, pin]
}

function removalOf(row: MessageRow, chat: ChatID, { actions, dialog }: Page): readonly Choice[] {
  const { seq, key, status } = row
  const remove = { label: words.talk.remove, icon: 'trash', grave: true } as const
  if (seq !== undefined) return [{ ...remove, act: () => (dialog.value = { kind: 'delete', chat, seq, forAll: isDeletable(row) }) }]
  return status === 'failed' ? [{ ...remove, act: () => actions.discard(chat, key) }] : []
}
