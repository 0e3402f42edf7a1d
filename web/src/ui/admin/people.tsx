/** Everybody's accounts: looked for by name or handle, in pages, each with what can be done about it. */
import { useEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { AccountsPage, AccountView } from '../../actions/administration.ts'
import type { Failure } from '../../state/views.ts'
import { admin } from '../../words/admin.ts'
import { Field } from '../parts/field.tsx'
import { AccountEntry } from './account-entry.tsx'
import { useDesk } from './desk.ts'
import { Trouble } from './trouble.tsx'

/** ms without a key after which is looked for what stands there. */
const CALM = 250

export function People() {
  const desk = useDesk()
  const search = useSignal('')
  const page = useSignal<AccountsPage | null>(null)
  const problem = useSignal<Failure | null>(null)
  /** Numbers the questions: only the answer to the last one counts. */
  const asked = useRef(0)
  const say = admin.people

  const read = async (after?: string) => {
    const mine = ++asked.current
    const result = await desk.server.people(search.peek().trim(), after)
    if (mine !== asked.current) return
    problem.value = result.ok ? null : result.failure
    if (!result.ok) return
    const before = after === undefined ? [] : (page.peek()?.accounts ?? [])
    page.value = { ...result.value, accounts: [...before, ...result.value.accounts] }
  }
  const text = search.value
  useEffect(() => {
    const timer = setTimeout(() => void read(), page.peek() === null ? 0 : CALM)
    return () => clearTimeout(timer)
  }, [text])

  const changed = (account: AccountView) => {
    const { value } = page
    if (value !== null) page.value = { ...value, accounts: value.accounts.map((one) => (one.person.id === account.person.id ? account : one)) }
    desk.changes.value++
  }
  const shown = page.value
  return (
    <section class="sheet">
      <h2>{say.title}</h2>
      <Field label={say.search} name="account-search" value={search} input={{ autocomplete: 'off', autocapitalize: 'none', spellcheck: false, maxLength: 64 }} />
      <Trouble of={problem.value} onAgain={() => void read()} />
      <p class="offstage" role="status">
        {shown?.accounts.length === 0 ? say.nobody : ''}
      </p>
      {shown?.accounts.length === 0 && <p class="quiet">{say.nobody}</p>}
      <ul class="accounts" aria-label={say.list}>
        {shown?.accounts.map((account) => (
          <AccountEntry key={account.person.id} account={account} onChanged={changed} />
        ))}
      </ul>
      {shown?.next !== undefined && (
        <button class="button button-small" onClick={() => void read(shown.next)}>
          {say.more}
        </button>
      )}
    </section>
  )
}
