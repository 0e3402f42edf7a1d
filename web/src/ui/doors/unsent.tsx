/** At the door after this device was signed out elsewhere: what was not sent yet, and whether to keep it. */
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { Ask } from '../ask/ask.tsx'
import { usePage } from '../page.ts'

export function Unsent() {
  const { views, actions } = usePage()
  const asking = useSignal(false)
  const session = views.session.value
  if (session.state !== 'signed-out' || session.unsent === undefined) return null
  const { person, count } = session.unsent
  const say = more.trouble
  const drop = () => actions.dropUnsent().then(() => ({ ok: true, value: null }) as const)
  return (
    <section class="unsent">
      <p>{say.unsentHere(person.name, count)}</p>
      <button class="link-button grave" onClick={() => (asking.value = true)}>
        {count === 1 ? say.dropOne : say.drop}
      </button>
      {asking.value && (
        <Ask title={say.dropTitle} yes={count === 1 ? say.dropOne : say.drop} no={say.keep} onYes={drop} onClose={() => (asking.value = false)}>
          {say.dropText}
        </Ask>
      )}
    </section>
  )
}
