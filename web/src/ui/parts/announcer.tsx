/** The one place a screen reader listens to for new messages; the list itself stays silent, or it would be read again. */
import { usePage } from '../page.ts'

export function Announcer() {
  const { views } = usePage()
  return (
    <div class="offstage" aria-live="polite">
      {views.announcement.value}
    </div>
  )
}
