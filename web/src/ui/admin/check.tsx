/** Has the server examine itself, and shows what it found: what is wrong, and how it is mended. */
import { useSignal } from '@preact/signals'
import type { Examination } from '../../actions/administration.ts'
import type { Failure } from '../../state/views.ts'
import { admin } from '../../words/admin.ts'
import { moment } from '../../words/moments.ts'
import { usePage } from '../page.ts'
import { useDesk } from './desk.ts'
import { Trouble } from './trouble.tsx'

export function Check() {
  const desk = useDesk()
  const busy = useSignal(false)
  const found = useSignal<Examination | null>(null)
  const problem = useSignal<Failure | null>(null)
  const say = admin.check
  const examine = async () => {
    if (busy.peek()) return
    busy.value = true
    const result = await desk.server.examine()
    busy.value = false
    problem.value = result.ok ? null : result.failure
    if (result.ok) found.value = result.value
  }
  return (
    <section class="sheet">
      <h2>{say.title}</h2>
      <p class="quiet">{say.text}</p>
      <button class="button" aria-disabled={busy.value} onClick={() => void examine()}>
        {busy.value ? say.busy : say.start}
      </button>
      <Trouble of={problem.value} />
      <div role="status">{found.value !== null && <Findings of={found.value} />}</div>
    </section>
  )
}

function Findings({ of: { at, findings } }: { of: Examination }) {
  const { views } = usePage()
  const say = admin.check
  if (findings.length === 0) return <p class="quiet finding-at">{say.nothing}</p>
  return (
    <>
      <p class="quiet finding-at">{say.at(moment(at, views.now.value))}</p>
      <ul>
        {findings.map((one, i) => (
          <li key={i} class="finding">
            <span class={`tag level-${one.level}`}>{say.levels[one.level]}</span>
            <div>
              <p>
                <b>{one.about}</b> {one.found}
              </p>
              {one.mend !== undefined && <p class="quiet">{one.mend}</p>}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
