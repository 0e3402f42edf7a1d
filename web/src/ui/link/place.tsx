/** The room for what a link is about, always as large, before anything of it is here: nothing moves when it comes (R10.3). */
import type { Link } from '../../protocol/wire.gen.ts'
import { lazy } from '../lazy.tsx'

const LinkCard = lazy(async () => (await import('./link-card.tsx')).LinkCard, true)

export function LinkPlace({ link }: { link: Link }) {
  return (
    <div class="linked">
      <LinkCard link={link} />
    </div>
  )
}
