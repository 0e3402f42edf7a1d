/** What a group is called and says of itself; who may change that does it right there. */
import { useSignal } from '@preact/signals'
import type { ChatView, Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Field } from '../parts/field.tsx'
import { PictureChoice } from '../parts/picture-choice.tsx'
import { Problem } from '../parts/problem.tsx'

export function GroupText({ view }: { view: ChatView }) {
  const editing = useSignal(false)
  const { title, role, group } = view.item.value
  const mayChange = role === 'administrator' || group?.settings?.change === 'all'
  if (editing.value && mayChange) return <Editing view={view} onClose={() => (editing.value = false)} />
  return (
    <div class="group-text">
      <PictureChoice id={view.id} name={title} mayChange={mayChange} />
      <h3>
        <bdi>{title}</bdi>
      </h3>
      {group?.about !== undefined && <p dir="auto">{group.about}</p>}
      {mayChange && (
        <button class="link-button" onClick={() => (editing.value = true)}>
          {more.groupInfo.edit}
        </button>
      )}
    </div>
  )
}

/** Characters before the end from which the limit is told. */
const CLOSE = 20

function Editing({ view, onClose }: { view: ChatView; onClose: () => void }) {
  const { views, actions } = usePage()
  const before = view.item.peek()
  const name = useSignal(before.title)
  const about = useSignal(before.group?.about ?? '')
  const failure = useSignal<Failure | null>(null)
  const session = views.session.value
  const say = more.groupInfo
  if (session.state !== 'signed-in') return null
  const { group_name: longest, group_about: mostAbout = 500 } = session.limits
  const save = async (event: Event) => {
    event.preventDefault()
    const result = await actions.tend('group.change', { chat: view.id, name: name.peek().trim(), about: about.peek().trim() })
    failure.value = result.ok ? null : result.failure
    if (result.ok) onClose()
  }
  return (
    <form class="group-text" onSubmit={(event) => void save(event)}>
      <Field
        label={more.group.name}
        name="group-name"
        value={name}
        hint={[...name.value].length > longest - CLOSE ? more.group.nameLeft(longest) : undefined}
        input={{ autocomplete: 'off', autofocus: true, required: true, maxLength: longest, dir: 'auto' }}
      />
      <div class="field">
        <label for="field-group-about">{say.about}</label>
        <textarea
          id="field-group-about"
          class="group-about"
          rows={4}
          dir="auto"
          maxLength={mostAbout}
          value={about.value}
          aria-describedby="field-group-about-note"
          onInput={(event) => (about.value = event.currentTarget.value)}
        />
        <p id="field-group-about-note" class="field-note">
          {about.value.length > mostAbout - CLOSE && say.aboutLeft(mostAbout)}
        </p>
      </div>
      <Problem of={failure.value} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {say.cancel}
        </button>
        <button class="button" disabled={name.value.trim() === ''}>
          {say.save}
        </button>
      </div>
    </form>
  )
}
