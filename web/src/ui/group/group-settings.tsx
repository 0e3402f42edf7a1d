/** What a group lets its members do: each choice is kept as soon as it is made. */
import { useSignal } from '@preact/signals'
import type { ChatView, Failure } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import { Problem } from '../parts/problem.tsx'

const rights = ['send', 'change', 'add'] as const

export function GroupSettings({ view }: { view: ChatView }) {
  const { actions } = usePage()
  const failure = useSignal<Failure | null>(null)
  const settings = view.item.value.group?.settings
  const say = more.groupInfo
  if (settings === undefined) return null
  const set = async (change: Partial<typeof settings>) => {
    const result = await actions.tend('group.configure', { chat: view.id, ...change })
    failure.value = result.ok ? null : result.failure
  }
  return (
    <details class="group-part">
      <summary>{say.settings}</summary>
      {rights.map((right) => (
        <label key={right} class="choice">
          <span>{say[right]}</span>
          <select value={settings[right]} onChange={(event) => void set({ [right]: event.currentTarget.value })}>
            <option value="all">{say.all}</option>
            <option value="administrators">{say.administrators}</option>
          </select>
        </label>
      ))}
      <label class="group-check">
        <input type="checkbox" checked={settings.history === 'all'} onChange={(event) => void set({ history: event.currentTarget.checked ? 'all' : 'joining' })} />
        <span>{say.history}</span>
      </label>
      <label class="group-check">
        <input type="checkbox" checked={settings.approval} onChange={(event) => void set({ approval: event.currentTarget.checked })} />
        <span>
          {say.approval}
          <span class="quiet">{say.approvalText}</span>
        </span>
      </label>
      <Problem of={failure.value} />
    </details>
  )
}
