/** Notices of the system, of this device: turned on by a button, since the browser asks the person then. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'

export function Notices() {
  const { views, actions } = usePage()
  const allowed = useSignal<Awaited<ReturnType<typeof actions.noticePermission>>>('unsupported')
  const say = more.house.notices
  const device = views.device.value
  useEffect(() => void actions.noticePermission(false).then((answer) => (allowed.value = answer)), [])
  const turnOn = async () => {
    allowed.value = await actions.noticePermission(true)
    if (allowed.peek() === 'granted') actions.setDevice({ notify: true })
  }
  switch (allowed.value) {
    case 'unsupported':
      return null
    case 'denied':
      return <p class="quiet notices">{say.denied}</p>
    case 'default':
      return (
        <div class="notices">
          <button class="button button-small" onClick={() => void turnOn()}>
            {say.turnOn}
          </button>
          <p class="quiet">{say.turnOnText}</p>
        </div>
      )
    case 'granted':
      return (
        <div class="notices">
          <label class="switch">
            <input type="checkbox" checked={device.notify} aria-describedby="notify-hint" onChange={(event) => actions.setDevice({ notify: event.currentTarget.checked })} />
            <span>{say.on}</span>
          </label>
          <p id="notify-hint" class="quiet">
            {say.onHint}
          </p>
          <label class="switch">
            <input type="checkbox" checked={device.preview} disabled={!device.notify} onChange={(event) => actions.setDevice({ preview: event.currentTarget.checked })} />
            <span>{say.preview}</span>
          </label>
        </div>
      )
  }
}
