/** What stands beside the conversation: a message's info, or who is in the group. */
import type { ChatView } from '../../state/views.ts'
import { Members } from '../group/members.tsx'
import { MessageInfo } from '../message-info/message-info.tsx'
import type { OpenDrawer } from '../page.ts'

export function Drawer({ view, open }: { view: ChatView; open: OpenDrawer }) {
  return open.kind === 'members' ? <Members view={view} /> : <MessageInfo key={open.row} view={view} messageKey={open.row} />
}
