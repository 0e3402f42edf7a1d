/** An address that leads nowhere. */
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { Link } from '../parts/link.tsx'
import { PageHead } from '../parts/page-head.tsx'

export function NotFound() {
  const say = more.house.notFound
  return (
    <>
      <PageHead title={say.title} />
      <div class="centered">
        <p>{say.text}</p>
        <Link class="button" to="/">
          {words.talk.home}
        </Link>
      </div>
    </>
  )
}
