/** What can be done with one message. */
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { MessageRow } from '../../state/views.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { copyText } from '../parts/copy.ts'
import { Menu, type Choice } from '../parts/menu.tsx'

interface Props {
  readonly chat: ChatID
  readonly row: MessageRow
  readonly near: DOMRect
  readonly onInfo: (row: MessageRow) => void
  readonly onClose: () => void
}

export function MessageMenu({ chat, row, near, onInfo, onClose }: Props) {
  const { actions } = usePage()
  const { text, key, mine, seq, status } = row
  const choices: Choice[] = []
  if (status === 'failed') choices.push({ label: words.talk.retry, icon: 'retry', act: () => actions.retry(chat, key) })
  if (text !== null && row.unknown !== true) choices.push({ label: words.talk.copy, icon: 'copy', act: (from) => void copyText(text, from) })
  if (mine && seq !== undefined) choices.push({ label: words.talk.info, icon: 'info', act: () => onInfo(row) })
  if (status === 'failed') choices.push({ label: words.talk.remove, icon: 'trash', grave: true, act: () => actions.discard(chat, key) })
  if (choices.length === 0) return null
  return <Menu label={words.talk.actions} choices={choices} near={near} onClose={onClose} />
}
