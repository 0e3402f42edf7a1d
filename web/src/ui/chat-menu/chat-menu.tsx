/**
 * What can be done with one chat: from its entry in the list, by the other mouse button, a long press or Shift+F10, and from
 * its own head. What the server refuses is said in a dialog.
 */
import type { ChatItem } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage, type Page } from '../page.ts'
import { Menu, type Choice } from '../parts/menu.tsx'

interface Props {
  readonly item: ChatItem
  readonly near: DOMRect
  /** In the chat itself: what its head has no room for on a narrow screen. */
  readonly find?: () => void
  readonly members?: () => void
  readonly onClose: () => void
}

export function ChatMenu({ item, near, find, members, onClose }: Props) {
  const page = usePage()
  const here: Choice[] = []
  if (find !== undefined) here.push({ label: words.talk.searchChat, icon: 'search', act: find })
  if (find !== undefined) here.push({ label: more.gallery.title, icon: 'picture', act: () => (page.drawer.value = { kind: 'gallery' }) })
  if (find !== undefined) here.push({ label: more.gallery.save.title, icon: 'save', act: () => (page.dialog.value = { kind: 'export', chat: item.id }) })
  if (members !== undefined && item.kind === 'group') here.push({ label: words.talk.membersTitle, icon: 'people', act: members })
  return <Menu label={words.chats.actions} choices={[...here, ...choicesFor(item, page)]} near={near} onClose={onClose} />
}

function choicesFor(item: ChatItem, page: Page): readonly Choice[] {
  const { id, kind, peer, unread } = item
  const { actions, dialog, views } = page
  const say = more.chatActs
  const set = (change: Parameters<typeof actions.setChat>[1]) => () => void setOrSay(page, id, change)
  const isUnread = unread > 0 || item.markedUnread
  const choices: Choice[] = []
  if (!item.archived) choices.push({ label: item.pinned ? say.unpin : say.pin, icon: 'pin', act: set({ pinned: !item.pinned }) })
  if (kind !== 'self') {
    choices.push(
      item.muted
        ? { label: say.unmute, icon: 'bell', act: set({ mute: 'off' }) }
        : { label: say.mute, icon: 'mute', act: () => (dialog.value = { kind: 'chat', about: 'mute', chat: id }) },
    )
  }
  choices.push({ label: item.archived ? say.unarchive : say.archive, icon: 'archive', act: set({ archived: !item.archived }) })
  if (!isUnread) {
    choices.push({
      label: say.markUnread, icon: 'unread',
      act: () => {
        // Opening clears the mark, so that an open chat would lose it at once.
        if (views.chat.peek()?.id === id) actions.go('/')
        void setOrSay(page, id, { marked_unread: true })
      },
    })
  } else if (unread === 0) choices.push({ label: say.markRead, icon: 'check', act: set({ marked_unread: false }) })
  else choices.push({ label: say.markRead, icon: 'check', act: () => void actions.readAll(id) })
  const maySet = !item.former && !item.blocked && (kind !== 'group' || item.role === 'administrator' || item.group?.settings?.change === 'all')
  if (maySet) choices.push({ label: say.timer, icon: 'clock', act: () => (dialog.value = { kind: 'chat', about: 'timer', chat: id }) })
  choices.push({ label: say.clear, icon: 'trash', act: () => (dialog.value = { kind: 'chat', about: 'clear', chat: id }) })
  if (kind === 'direct' && peer !== undefined) {
    choices.push(
      item.blocked
        ? { label: say.unblock, icon: 'block', act: () => void actions.unblock(peer.id) }
        : { label: say.block, icon: 'block', grave: true, act: () => (dialog.value = { kind: 'chat', about: 'block', chat: id }) },
    )
  }
  if (kind === 'group' && !item.former) {
    choices.push({ label: more.group.leave, icon: 'back', grave: true, act: () => (dialog.value = { kind: 'chat', about: 'leave', chat: id }) })
  }
  return choices
}

async function setOrSay({ actions, dialog }: Page, chat: string, change: Parameters<typeof actions.setChat>[1]): Promise<void> {
  const result = await actions.setChat(chat, change)
  if (!result.ok) dialog.value = { kind: 'refused', failure: result.failure }
}
