/**
 * What is told beside the page: the one place a screen reader listens to for new messages (the list itself stays silent, or
 * it would be read again), and the badge.
 */
import { useEffect } from 'preact/hooks'
import { effect, useSignal } from '@preact/signals'
import { usePage } from '../page.ts'
import { Announcing } from './announcing.ts'
import { showUnread } from './badge.ts'

export function Announcer() {
  const { views } = usePage()
  const line = useSignal('')
  useEffect(() => {
    const announcing = new Announcing((said) => (line.value = said))
    const forget = effect(() => {
      const chat = views.chat.value
      announcing.show(chat?.id, chat?.rows.value ?? [], chat?.loading.value === 'ready')
    })
    const unbadge = effect(() => showUnread(views.chats.value.filter(({ attention }) => attention).length))
    return () => {
      unbadge()
      showUnread(0)
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
