/** Who one is to others: the name, and a line about oneself. The handle stays. */
import { useSignal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { settings as say } from '../../words/settings.ts'
import { sentenceOf } from '../parts/failure.ts'
import { usePage } from '../page.ts'
import { Field } from '../parts/field.tsx'
import { PictureChoice } from '../parts/picture-choice.tsx'
import { Problem } from '../parts/problem.tsx'
import { useOwn } from './own-desk.ts'

/** What a server that does not tell takes. */
const ABOUT = 140
/** Characters before the end from which they are counted. */
const CLOSE = 40

export function Profile() {
  const { views } = usePage()
  const own = useOwn()
  const session = views.session.value
  const me = session.state === 'signed-in' ? session.me : undefined
  const name = useSignal(me?.name ?? '')
  const about = useSignal(me?.about ?? '')
  const busy = useSignal(false)
  const saved = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  if (session.state !== 'signed-in') return null
  const longest = session.limits.about ?? ABOUT
  const left = longest - lengthOf(about.value)
  const isSame = name.value.trim() === session.me.name && about.value.trim() === (session.me.about ?? '')

  const save = async (event: Event) => {
    event.preventDefault()
    if (busy.peek() || left < 0) return
    busy.value = true
    const result = await own.setProfile(name.peek().trim(), about.peek().trim())
    busy.value = false
    failure.value = result.ok ? null : result.failure
    saved.value = result.ok
  }
  const of = (field: 'name' | 'about') => (failure.value?.code === `${field}_not_allowed` ? sentenceOf(failure.value) : undefined)
  return (
    <form class="sheet" onSubmit={(event) => void save(event)} onInput={() => (saved.value = false)} aria-busy={busy.value}>
      <PictureChoice id={session.me.id} name={session.me.name} mayChange />
      <Field label={say.profile.name} name="name" value={name} problem={of('name')} input={{ autocomplete: 'name', required: true, dir: 'auto' }} />
      <Field
        label={say.profile.about}
        name="about"
        value={about}
        hint={left > CLOSE ? say.profile.aboutHint : say.profile.left(Math.max(0, left))}
        problem={left < 0 ? say.profile.tooLong(-left) : of('about')}
        input={{ autocomplete: 'off', dir: 'auto' }}
      />
      <p class="quiet">{say.profile.handle(session.me.handle)}</p>
      <Problem of={of('name') === undefined && of('about') === undefined ? failure.value : null} />
      <p class="submit-row">
        <button class="button" disabled={isSame || left < 0} aria-disabled={busy.value}>
          {say.save}
        </button>
        <span role="status">{saved.value && <span class="saved">{say.saved}</span>}</span>
      </p>
      {busy.value && <span class="offstage">{more.doors.working}</span>}
    </form>
  )
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function lengthOf(text: string): number {
  return [...letters.segment(text.trim())].length
}
