/** Offers to tell of new messages once there is a first conversation. Whatever the person answers, it is not asked again here. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import './offer.css'

export function Offer() {
  const { views, actions } = usePage()
  const canAsk = useSignal(false)
  const say = more.house.notices
  const begun = views.chats.value.some(({ last, kind }) => last !== undefined && kind !== 'self')
  const wanted = begun && views.device.value.offered !== true && views.route.value.page !== 'settings' // which has the same
  useEffect(() => {
    if (wanted) void actions.noticePermission(false).then((answer) => (canAsk.value = answer === 'default'))
  }, [wanted])
  if (!wanted || !canAsk.value) return null
  const turnOn = async () => {
    if ((await actions.noticePermission(true)) === 'granted') actions.setDevice({ notify: true, offered: true })
    else actions.setDevice({ offered: true })
  }
  return (
    <section class="offer" aria-label={say.on}>
      <p>{say.offer}</p>
      <div class="offer-answers">
        <button class="button button-small" onClick={() => void turnOn()}>
          {say.turnOn}
        </button>
        <button class="link-button" onClick={() => actions.setDevice({ offered: true })}>
          {say.notNow}
        </button>
      </div>
    </section>
  )
}
