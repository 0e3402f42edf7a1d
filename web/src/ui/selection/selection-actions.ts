/**
 * What can be done with the messages that are selected: one list, in the order of the bar. A further action is a further
 * entry; it gets the selected rows, oldest first, and leaves the selection by `done`.
 */
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { MessageRow, Row } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { isDeletable } from '../message/editable.ts'
import type { Page } from '../page.ts'
import { copyText } from '../parts/copy.ts'
import type { IconName } from '../parts/icon.tsx'

export interface SelectionAction {
  readonly label: string
  readonly icon: IconName
  readonly grave?: boolean
  readonly act: (from: Element) => void
}

export function actionsFor(selected: readonly MessageRow[], chat: ChatID, page: Page, done: () => void): readonly SelectionAction[] {
  const say = more.message
  const said = selected.filter(({ text, unknown }) => text !== null && unknown !== true)
  if (said.length === 0 || said.length < selected.length) return []
  const seqs = said.flatMap(({ seq }) => seq ?? [])
  const list: SelectionAction[] = [
    {
      label: say.copySeveral(said.length),
      icon: 'copy',
      act: (from) => {
        copyText(said.map(({ text }) => text).join('\n'), from)
        done()
      },
    },
  ]
  if (seqs.length < said.length) return list
  const keys = said.map(({ key }) => key)
  list.push({ label: say.forwardSeveral(said.length), icon: 'forward', act: () => (page.dialog.value = { kind: 'forward', chat, keys }) })
  if (said.every(isDeletable)) {
    list.push({ label: say.deleteSeveral(said.length), icon: 'trash', grave: true, act: () => (page.dialog.value = { kind: 'delete-several', chat, seqs }) })
  }
  return list
}

/** The rows that are selected and still there, oldest first. */
export function selectedIn(rows: readonly Row[], keys: ReadonlySet<string>): readonly MessageRow[] {
  return rows.filter((row): row is MessageRow => row.kind === 'message' && keys.has(row.key))
}
