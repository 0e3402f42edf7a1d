/** What stands beside the conversation: a message's info, who is in the group, or what was sent in it. */
import type { ChatView } from '../../state/views.ts'
import { lazy } from '../lazy.tsx'
import { Members } from '../group/members.tsx'
import { MessageInfo } from '../message-info/message-info.tsx'
import type { OpenDrawer } from '../page.ts'

const Gallery = lazy(async () => (await import('../gallery/gallery.tsx')).Gallery)

export function Drawer({ view, open }: { view: ChatView; open: OpenDrawer }) {
  switch (open.kind) {
    case 'members':
      return <Members view={view} />
    case 'gallery':
      return <Gallery view={view} />
    case 'info':
      return <MessageInfo key={open.row} view={view} messageKey={open.row} />
  }
}
