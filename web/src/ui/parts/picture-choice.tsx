/** What somebody or a group looks like, with the ways to change that. A picture is seen at once, and said to be there once it is. */
import { useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Avatar } from './avatar.tsx'
import { Problem } from './problem.tsx'
import './picture-choice.css'

export function PictureChoice({ id, name, mayChange }: { id: string; name: string; mayChange: boolean }) {
  const { views, actions } = usePage()
  const chooser = useRef<HTMLInputElement>(null)
  const busy = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const has = views.pictureOf(id) !== undefined
  const say = more.house.pictures
  const set = async (chosen: Blob | null) => {
    if (busy.peek()) return
    busy.value = true
    const result = await actions.setPicture(id, chosen)
    busy.value = false
    failure.value = result.ok ? null : result.failure
  }
  return (
    <div class="picture-choice" aria-busy={busy.value}>
      <Avatar id={id} name={name} />
      {mayChange && (
        <div>
          <button type="button" class="link-button" onClick={() => chooser.current?.click()}>
            {has ? say.change : say.choose}
          </button>
          {has && (
            <button type="button" class="link-button" onClick={() => void set(null)}>
              {say.remove}
            </button>
          )}
          <input
            ref={chooser}
            type="file"
            accept="image/*"
            hidden
            aria-label={say.choose}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? []
              event.currentTarget.value = ''
              if (file !== undefined) void set(file)
            }}
          />
          <Problem of={failure.value} />
          <span class="offstage" role="status">
            {busy.value && more.doors.working}
          </span>
        </div>
      )}
    </div>
  )
}
