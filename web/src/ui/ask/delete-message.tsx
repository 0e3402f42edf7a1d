/** Asks before a message is deleted for everyone. */
import type { ChatID } from '../../protocol/wire.gen.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Ask } from './ask.tsx'

export function DeleteMessage({ chat, seq, onClose }: { chat: ChatID; seq: number; onClose: () => void }) {
  const { actions } = usePage()
  const say = more.notes
  return (
    <Ask title={say.deleteTitle} yes={say.deleteYes} no={say.keep} onYes={() => actions.deleteMessage(chat, seq)} onClose={onClose}>
      {say.deleteText}
    </Ask>
  )
}
