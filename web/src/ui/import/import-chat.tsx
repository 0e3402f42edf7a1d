/** Brings a chat along that another messenger exported: what was found, what is to be decided, how far it is, and what came of it. */
import { useEffect } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { ImportReport, ReadImport } from '../../actions/imports.ts'
import type { Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { usePage } from '../page.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import './import.css'

/** Of what was not understood so much is shown. */
const SHOWN = 8

export function ImportChat({ file, onClose }: { file: File; onClose: () => void }) {
  const { actions } = usePage()
  const from = useSignal<ReadImport | null | undefined>(undefined)
  const report = useSignal<ImportReport | null>(null)
  useEffect(() => void actions.readImport(file).then((read) => (from.value = read)), [])
  const say = more.imports
  return (
    <Dialog title={say.title} look="dialog" onClose={onClose}>
      {from.value === undefined && <p role="status">{say.reading}</p>}
      {from.value === null && <p role="alert">{say.none}</p>}
      {from.value != null && (report.value === null ? <Wish from={from.value} onDone={(done) => (report.value = done)} /> : <Report report={report.value} onClose={onClose} />)}
    </Dialog>
  )
}

function Wish({ from, onDone }: { from: ReadImport; onDone: (report: ImportReport) => void }) {
  const { actions } = usePage()
  const say = more.imports
  const { read } = from
  const name = useSignal(from.name)
  const me = useSignal('')
  const order = useSignal(read.order)
  const done = useSignal<number | null>(null)
  const failure = useSignal<Failure | null>(null)
  const files = read.messages.filter((message) => message.file !== undefined).length
  const date = new Intl.DateTimeFormat(words.locale, { dateStyle: 'medium' })
  const [first, last] = [read.messages[0], read.messages.at(-1)]
  const start = async (event: Event) => {
    event.preventDefault()
    if (done.peek() !== null) return
    done.value = 0
    failure.value = null
    const wish = { name: name.peek().trim(), order: order.peek(), ...(me.peek() === '' ? {} : { me: me.peek() }) }
    const result = await actions.bringImport(from, wish, (part) => (done.value = part))
    done.value = null
    if (result.ok) onDone(result.value)
    else failure.value = result.failure
  }
  const busy = done.value !== null
  return (
    <form class="import" onSubmit={(event) => void start(event)} aria-busy={busy}>
      <p>{first !== undefined && last !== undefined && say.found(read.messages.length, date.format(first.at), date.format(last.at))}</p>
      <ul class="import-facts quiet">
        {files > 0 && <li>{say.files(files)}</li>}
        {read.missing > 0 && <li>{say.missing(read.missing)}</li>}
        {read.notices > 0 && <li>{say.notices(read.notices)}</li>}
      </ul>
      {read.unread.length > 0 && (
        <details class="quiet">
          <summary>{say.unread(read.unread.length)}</summary>
          <ul>
            {read.unread.slice(0, SHOWN).map(({ line, text }) => (
              <li key={line}>
                {say.line(line)}: <bdi>{text}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Field label={say.name} name="import-name" value={name} input={{ required: true, maxLength: 100, dir: 'auto', autocomplete: 'off' }} />
      <div class="field">
        <label for="import-me">{say.whoAmI}</label>
        <select id="import-me" value={me.value} disabled={busy} onChange={(event) => (me.value = event.currentTarget.value)}>
          <option value="">{say.nobody}</option>
          {read.authors.map((author) => (
            <option key={author.name} value={author.name}>
              {`${author.name} (${author.count})`}
            </option>
          ))}
        </select>
      </div>
      {read.ambiguous && (
        <fieldset class="import-order" disabled={busy}>
          <legend>{say.order}</legend>
          {(['day', 'month'] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="import-order" checked={order.value === each} onChange={() => (order.value = each)} />
              <span>{say[each]}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p class="quiet">{say.others}</p>
      <Problem of={failure.value} />
      {busy && (
        <div role="status">
          <progress max={1} value={done.value ?? 0} aria-label={say.title} />
          <p class="quiet">
            {say.going(Math.floor((done.value ?? 0) * 100))} {say.stay}
          </p>
        </div>
      )}
      <div class="dialog-actions">
        <button class="button" disabled={busy || name.value.trim() === ''}>
          {say.start}
        </button>
      </div>
    </form>
  )
}

function Report({ report: { chat, messages, files, left }, onClose }: { report: ImportReport; onClose: () => void }) {
  const { actions } = usePage()
  const say = more.imports
  return (
    <>
      <p role="status">{say.done(messages, files)}</p>
      {left.length > 0 && (
        <details class="quiet" open>
          <summary>{say.left(left.length)}</summary>
          <ul>
            {left.slice(0, SHOWN).map((name) => (
              <li key={name}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div class="dialog-actions">
        <button
          class="button"
          onClick={() => {
            onClose()
            actions.go(`/c/${chat}`)
          }}
        >
          {say.open}
        </button>
      </div>
    </>
  )
}
