/** The dialog that is open over the page, one at a time. Whoever opens one sets `page.dialog`; closing takes it away. */
import { ChatAsk, Refused } from './chat-menu/chat-asks.tsx'
import { DeleteMessage } from './ask/delete-message.tsx'
import { NewGroup } from './group/new-group.tsx'
import { Help } from './help/help.tsx'
import { NewChat } from './new-chat/new-chat.tsx'
import { usePage, type OpenDialog } from './page.ts'
import { Search } from './search/search.tsx'
import { WhySlow } from './why-slow/why-slow.tsx'

export function Dialogs({ open }: { open: OpenDialog }) {
  const { dialog } = usePage()
  const close = () => {
    if (dialog.peek() === open) dialog.value = null
  }
  switch (open.kind) {
    case 'search':
      return <Search onClose={close} />
    case 'new-chat':
      return <NewChat onClose={close} />
    case 'new-group':
      return <NewGroup onClose={close} />
    case 'help':
      return <Help onClose={close} />
    case 'why-slow':
      return <WhySlow onClose={close} />
    case 'chat':
      return <ChatAsk about={open.about} chat={open.chat} onClose={close} />
    case 'refused':
      return <Refused failure={open.failure} onClose={close} />
    case 'delete':
      return <DeleteMessage chat={open.chat} seq={open.seq} onClose={close} />
  }
}
