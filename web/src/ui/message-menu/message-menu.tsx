/** What can be done with one message. */
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { MessageRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { isDeletable, isEditable } from '../message/editable.ts'
import { usePage, type Page } from '../page.ts'
import { copyText } from '../parts/copy.ts'
import { Menu, type Choice } from '../parts/menu.tsx'

interface Props {
  readonly chat: ChatID
  readonly row: MessageRow
  readonly near: DOMRect
  readonly onClose: () => void
}

export function MessageMenu({ chat, row, near, onClose }: Props) {
  const page = usePage()
  const choices = choicesFor(row, chat, page)
  if (choices.length === 0) return null
  return <Menu label={words.talk.actions} choices={choices} near={near} onClose={onClose} />
}

function choicesFor(row: MessageRow, chat: ChatID, { actions, dialog, drawer, editing }: Page): readonly Choice[] {
  const { text, key, mine, seq, status } = row
  const say = words.talk
  const choices: Choice[] = []
  if (status === 'failed') choices.push({ label: say.retry, icon: 'retry', act: () => actions.retry(chat, key) })
  if (status === 'expired' && seq !== undefined && row.sentAgain !== true) {
    choices.push({ label: say.sendAgain, icon: 'retry', act: () => actions.sendAgain(chat, seq) })
  }
  if (text !== null && row.unknown !== true) choices.push({ label: say.copy, icon: 'copy', act: (from) => void copyText(text, from) })
  if (isEditable(row)) choices.push({ label: say.edit, icon: 'edit', act: () => (editing.value = key) })
  if (mine && seq !== undefined) choices.push({ label: say.info, icon: 'info', act: () => (drawer.value = { kind: 'info', row: key }) })
  if (seq !== undefined && isDeletable(row)) {
    choices.push({ label: say.removeForAll, icon: 'trash', grave: true, act: () => (dialog.value = { kind: 'delete', chat, seq }) })
  }
  if (seq === undefined && status === 'failed') choices.push({ label: say.remove, icon: 'trash', grave: true, act: () => actions.discard(chat, key) })
  return choices
}
