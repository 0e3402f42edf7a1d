/** Makes invitations (link and QR code, for how many, for how long), lists them and takes them back. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Failure, InvitationView } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { lazy } from '../lazy.tsx'
import { usePage } from '../page.ts'
import { copyText } from '../parts/copy.ts'
import { Icon } from '../parts/icon.tsx'
import { InvitationEntry } from '../parts/invitation-entry.tsx'
import { Problem } from '../parts/problem.tsx'

const Code = lazy(async () => (await import('./code.tsx')).Code)

const HOUR = 3_600_000
const DAY = 24 * HOUR
export const periods = [HOUR, DAY, 7 * DAY, 30 * DAY]
const crowds = [1, 5, 25, 100]

export function Invitations() {
  const { actions } = usePage()
  const invitations = useSignal<readonly InvitationView[] | null>(null)
  const url = useSignal('')
  const problem = useSignal<Failure | null>(null)
  const uses = useSignal(1)
  const period = useSignal(7 * DAY)
  const say = more.house.invitations

  const list = async () => {
    const result = await actions.listInvitations()
    if (result.ok) invitations.value = result.value
    else problem.value = result.failure
  }
  useEffect(() => void list(), [])

  const make = async () => {
    const result = await actions.createInvitation({ maxUses: uses.value, expiresInMs: period.value })
    problem.value = result.ok ? null : result.failure
    url.value = result.ok ? result.value.url : ''
    if (result.ok) invitations.value = [result.value.invitation, ...(invitations.peek() ?? [])]
  }
  const revoke = async (one: InvitationView) => {
    const result = await actions.revokeInvitation(one.id)
    if (!result.ok) problem.value = result.failure
    await list()
  }

  return (
    <section class="sheet" id="invitations">
      <h2>{say.title}</h2>
      <p class="quiet">{say.text}</p>
      <form
        class="invite-form"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <Choice label={say.uses} value={uses.value} options={crowds} shown={String} onPick={(value) => (uses.value = value)} />
        <Choice label={say.expiry} value={period.value} options={periods} shown={periodWord} onPick={(value) => (period.value = value)} />
        <button class="button">{say.make}</button>
      </form>
      <Problem of={problem.value} />
      {url.value !== '' && <Made url={url.value} />}
      {invitations.value?.length === 0 && url.value === '' && <p class="quiet">{say.none}</p>}
      <ul class="invitations">
        {invitations.value?.map((one) => (
          <InvitationEntry key={one.id} one={one} onRevoke={() => void revoke(one)} />
        ))}
      </ul>
    </section>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: number
  readonly options: readonly number[]
  readonly shown: (value: number) => string
  readonly onPick: (value: number) => void
}

export function Choice({ label, value, options, shown, onPick }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={String(value)} onChange={(event) => onPick(Number(event.currentTarget.value))}>
        {options.map((option) => (
          <option key={option} value={String(option)}>
            {shown(option)}
          </option>
        ))}
      </select>
    </label>
  )
}

export function periodWord(ms: number): string {
  const say = more.house.invitations
  return ms < DAY ? say.hours(Math.round(ms / HOUR)) : say.days(Math.round(ms / DAY))
}

/** The link, shown this once: the server keeps only its hash. */
export function Made({ url }: { url: string }) {
  const copied = useSignal(false)
  const say = more.house.invitations
  return (
    <div class="made">
      <Code text={url} label={say.code} />
      <div class="made-link">
        <label>
          <span>{say.link}</span>
          <input readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
        </label>
        <button class="button" onClick={(event) => (copied.value = copyText(url, event.currentTarget))}>
          <Icon name="copy" />
          {copied.value ? more.message.copied : more.message.copy}
        </button>
        <p class="quiet">{say.once}</p>
      </div>
    </div>
  )
}
