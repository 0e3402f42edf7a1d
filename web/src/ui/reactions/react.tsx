/** Another emoji than the quick ones, for a reaction. */
import { useSignal } from '@preact/signals'
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { EmojiGrid } from '../emoji/emoji-grid.tsx'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Problem } from '../parts/problem.tsx'

export function ReactWith({ chat, seq, onClose }: { chat: ChatID; seq: number; onClose: () => void }) {
  const { actions } = usePage()
  const failure = useSignal<Failure | null>(null)
  const react = async (emoji: string) => {
    const result = await actions.react(chat, seq, emoji)
    if (result.ok) onClose()
    else failure.value = result.failure
  }
  return (
    <Dialog title={more.message.react} look="dialog" onClose={onClose}>
      <Problem of={failure.value} />
      <EmojiGrid onPick={(emoji) => void react(emoji)} />
    </Dialog>
  )
}
