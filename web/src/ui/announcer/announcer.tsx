/** The one place a screen reader listens to for new messages; the list itself stays silent, or it would be read again. */
import { useEffect } from 'preact/hooks'
import { effect, useSignal } from '@preact/signals'
import { usePage } from '../page.ts'
import { Announcing } from './announcing.ts'

export function Announcer() {
  const { views } = usePage()
  const line = useSignal('')
  useEffect(() => {
    const announcing = new Announcing((said) => (line.value = said))
    const forget = effect(() => {
      const chat = views.chat.value
      announcing.show(chat?.id, chat?.rows.value ?? [], chat?.loading.value === 'ready')
    })
    return () => {
      forget()
      announcing.stop()
    }
  }, [])
  return (
    <div class="offstage" aria-live="polite">
      {line.value}
    </div>
  )
}
