/** Asks before several messages are deleted for everyone. */
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Result } from '../../actions/actions.ts'
import { more } from '../../words/more.ts'
import { Ask } from '../ask/ask.tsx'
import { usePage } from '../page.ts'

export function DeleteSeveral({ chat, seqs, onClose }: { chat: ChatID; seqs: readonly number[]; onClose: () => void }) {
  const { actions, selection } = usePage()
  const deleteAll = async (): Promise<Result<unknown>> => {
    // One after the other, so that the first refusal stops it and is told.
    for (const seq of seqs) {
      const result = await actions.deleteMessage(chat, seq)
      if (!result.ok) return result
    }
    selection.value = null
    return { ok: true, value: null }
  }
  return (
    <Ask title={more.message.deleteSeveral(seqs.length)} yes={more.keepsakes.deleteForAll} no={more.notes.keep} onYes={deleteAll} onClose={onClose}>
      {more.message.deleteSeveralText}
    </Ask>
  )
}
