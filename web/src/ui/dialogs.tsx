/** The dialog that is open over the page, one at a time. Whoever opens one sets `page.dialog`; closing takes it away. */
import { ChatAsk, Refused } from './chat-menu/chat-asks.tsx'
import { DeleteMessage } from './ask/delete-message.tsx'
import { Forward } from './forward/forward.tsx'
import { NewGroup } from './group/new-group.tsx'
import { Help } from './help/help.tsx'
import { NewChat } from './new-chat/new-chat.tsx'
import { lazy, seldom } from './lazy.tsx'
import { usePage, type OpenDialog } from './page.ts'
import { WhoReacted } from './reactions/who.tsx'
import { DeleteSeveral } from './selection/delete-several.tsx'
import { PinMessage } from './keepsakes/pin-message.tsx'
import { Stars } from './keepsakes/stars.tsx'
import { Search } from './search/search.tsx'
import { WhySlow } from './why-slow/why-slow.tsx'

const Attach = lazy(async () => (await import('./files/attach.tsx')).Attach)
const Viewer = lazy(async () => (await import('./files/viewer.tsx')).Viewer)
const ImportChat = seldom(async () => (await import('./import/import-chat.tsx')).ImportChat)
const ExportChat = seldom(async () => (await import('./export/export-chat.tsx')).ExportChat)
const ReactWith = lazy(async () => (await import('./reactions/react.tsx')).ReactWith)

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
    case 'delete-several':
      return <DeleteSeveral chat={open.chat} seqs={open.seqs} onClose={close} />
    case 'forward':
      return <Forward chat={open.chat} keys={open.keys} onClose={close} />
    case 'react':
      return <ReactWith chat={open.chat} seq={open.seq} onClose={close} />
    case 'reactions':
      return <WhoReacted chat={open.chat} seq={open.seq} onClose={close} />
    case 'chat':
      return <ChatAsk about={open.about} chat={open.chat} onClose={close} />
    case 'refused':
      return <Refused failure={open.failure} onClose={close} />
    case 'delete':
      return <DeleteMessage {...open} onClose={close} />
    case 'pin':
      return <PinMessage {...open} onClose={close} />
    case 'export':
      return <ExportChat chat={open.chat} onClose={close} />
    case 'import':
      return <ImportChat file={open.file} onClose={close} />
    case 'attach':
      return <Attach chat={open.chat} files={open.files} onClose={close} />
    case 'pictures':
      return <Viewer row={open.row} file={open.file} from={open.from} onClose={close} />
    case 'stars':
      return <Stars chat={open.chat} onClose={close} />
  }
}
