/** The last lines of the audit log. */
import { admin } from '../../words/admin.ts'
import { moment } from '../../words/moments.ts'
import { usePage } from '../page.ts'
import { useDesk, useLoaded } from './desk.ts'
import { Trouble } from './trouble.tsx'

export function Audit() {
  const { views } = usePage()
  const desk = useDesk()
  const { value, problem, again } = useLoaded(() => desk.server.audit())
  const say = admin.audit
  return (
    <section class="sheet">
      <h2>{say.title}</h2>
      <p class="quiet">{say.text}</p>
      <Trouble of={problem.value} onAgain={() => void again()} />
      {value.value?.length === 0 && <p class="quiet">{say.none}</p>}
      <ol class="audit">
        {value.value?.map(({ at, by, act, detail }, i) => (
          <li key={i}>
            <time class="quiet" dateTime={new Date(at).toISOString()}>
              {moment(at, views.now.value)}
            </time>
            <p>
              <b>
                <bdi>{by?.name ?? say.nobody}</bdi>
              </b>
              {by !== undefined && (
                <>
                  {' '}
                  <bdi>@{by.handle}</bdi>
                </>
              )}{' '}
              · <bdi>{act}</bdi>
              {detail !== '' && (
                <>
                  {' · '}
                  <bdi>{detail}</bdi>
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}
