/** What is pinned, at the head of the conversation: a press leads to the message, and shows the next one. */
import { useSignal } from '@preact/signals'
import type { ChatView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Icon } from '../parts/icon.tsx'
import './keepsakes.css'

export function Pins({ view }: { view: ChatView }) {
  const { actions } = usePage()
  const at = useSignal(0)
  const pins = view.pins.value
  const pin = pins[at.value % pins.length]
  if (pin === undefined) return null
  const show = () => {
    void actions.jumpTo(view.id, pin.seq)
    at.value += 1
  }
  return (
    <button class="pins" aria-label={`${more.keepsakes.pinned}: ${pin.text}`} onClick={show}>
      <Icon name="pin" />
      <span class="pin-text">
        <bdi>{pin.sender.name}</bdi>
        <span dir="auto">{pin.text}</span>
      </span>
      {pins.length > 1 && <span class="pin-count">{`${(at.value % pins.length) + 1}/${pins.length}`}</span>}
    </button>
  )
}
