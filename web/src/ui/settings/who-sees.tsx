/** Who sees what of oneself, as the server's own rules say; and what one person is told right now. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Audience, SeenAsView } from '../../actions/own.ts'
import type { Failure } from '../../state/views.ts'
import { presence as presenceWords } from '../../words/moments.ts'
import { settings as say } from '../../words/settings.ts'
import { usePage } from '../page.ts'
import { Problem } from '../parts/problem.tsx'
import { useOwn } from './own-desk.ts'

const NOBODY_KNOWN = ''

export function WhoSees() {
  const { views } = usePage()
  const own = useOwn()
  const viewer = useSignal(NOBODY_KNOWN)
  const seen = useSignal<SeenAsView | null>(null)
  const failure = useSignal<Failure | null>(null)
  const settings = views.settings.value
  const chosen = viewer.value
  useEffect(() => {
    let current = true
    void own.seenAs(chosen === NOBODY_KNOWN ? undefined : chosen).then((result) => {
      if (!current) return
      failure.value = result.ok ? null : result.failure
      if (result.ok) seen.value = result.value
    })
    return () => (current = false)
  }, [chosen, settings])
  const people = views.chats.value.flatMap(({ kind, peer }) => (kind === 'direct' && peer !== undefined && peer.deleted !== true && peer.bot !== true ? [peer] : []))
  const words = say.whoSees
  return (
    <>
      <section class="sheet">
        <p class="quiet">{words.text}</p>
        {seen.value !== null && <Everybody of={seen.value} />}
      </section>
      <section class="sheet">
        <h2>{words.seenAs}</h2>
        <p class="quiet">{words.seenAsText}</p>
        <label class="choice seen-as">
          <span>{words.seenAs}</span>
          <select value={chosen} onChange={(event) => (viewer.value = event.currentTarget.value)}>
            <option value={NOBODY_KNOWN}>{words.stranger}</option>
            {people.map(({ id, name, handle }) => (
              <option key={id} value={id}>
                {name} (@{handle})
              </option>
            ))}
          </select>
        </label>
        <Problem of={failure.value} />
        {seen.value !== null && <OnePerson of={seen.value} />}
      </section>
    </>
  )
}

function Everybody({ of: { audiences, listed } }: { of: SeenAsView }) {
  const words = say.whoSees
  const who = (audience: Audience) => words[audience]
  return (
    <table class="facts">
      <thead>
        <tr>
          <th scope="col">{words.thing}</th>
          <th scope="col">{words.who}</th>
        </tr>
      </thead>
      <tbody>
        <Fact name={words.name}>{listed ? words.nameListed : words.nameFound}</Fact>
        <Fact name={words.online}>{who(audiences.online)}</Fact>
        <Fact name={words.lastSeen}>{who(audiences.lastSeen)}</Fact>
        <Fact name={words.receipts}>{audiences.receipts ? words.receiptsOn : words.receiptsOff}</Fact>
        <Fact name={words.typing}>{words.chatOnly}</Fact>
        <Fact name={words.messages}>{words.chatOnly}</Fact>
        <Fact name={words.groups}>{words.groupsWho}</Fact>
        <Fact name={words.add}>{who(audiences.groups)}</Fact>
        <Fact name={words.operator}>{words.operatorWho}</Fact>
      </tbody>
    </table>
  )
}

function OnePerson({ of }: { of: SeenAsView }) {
  const { views } = usePage()
  const words = say.whoSees
  const yesNo = (is: boolean) => (is ? words.yes : words.no)
  return (
    <table class="facts" aria-label={words.seenAs}>
      <tbody>
        <Fact name={words.nameOnly}>
          <bdi>{of.name}</bdi>
        </Fact>
        <Fact name={words.about}>{of.about === undefined ? words.aboutNone : <bdi>{of.about}</bdi>}</Fact>
        <Fact name={words.now}>{of.presence === undefined ? words.presenceHidden : presenceWords(of.presence, views.now.value)}</Fact>
        <Fact name={words.receipts}>{of.sharesChat && of.receipts ? words.readShown : words.readHidden}</Fact>
        <Fact name={words.mayAdd}>{yesNo(of.mayAdd)}</Fact>
        <Fact name={words.listed}>{yesNo(of.listed)}</Fact>
      </tbody>
    </table>
  )
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{children}</td>
    </tr>
  )
}
