/** The hooks of one chat at a time, chosen among those that the person decides about. */
import { useSignal } from '@preact/signals'
import type { HookView } from '../../actions/programs.ts'
import type { ChatItem } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { programs as say } from '../../words/programs.ts'
import { words } from '../../words/words.ts'
import { Ask } from '../ask/ask.tsx'
import { usePage } from '../page.ts'
import { chatsForHooks } from './programs-chats.ts'
import { useListed, usePrograms } from './programs-desk.ts'
import { ProgramEntry, ProgramList } from './programs-entry.tsx'
import { NewHook } from './programs-new-hook.tsx'

export function Hooks() {
  const { views } = usePage()
  const picked = useSignal('')
  const chats = chatsForHooks(views.chats.value)
  const chat = chats.find(({ id }) => id === picked.value) ?? chats[0]
  return (
    <section class="programs-part">
      <h3>{say.hooks.title}</h3>
      <p class="quiet">{say.hooks.text}</p>
      {chat === undefined ? (
        <p class="quiet">{say.hooks.noChat}</p>
      ) : (
        <>
          <label class="choice">
            <span>{say.hooks.chat}</span>
            <select value={chat.id} onChange={(event) => (picked.value = event.currentTarget.value)}>
              {chats.map((one) => (
                <option key={one.id} value={one.id}>
                  {titleOf(one)}
                </option>
              ))}
            </select>
          </label>
          <HooksOf key={chat.id} chat={chat} />
        </>
      )}
    </section>
  )
}

const titleOf = ({ kind, title }: ChatItem) => (kind === 'self' ? words.talk.yourself : title)

function HooksOf({ chat }: { chat: ChatItem }) {
  const programs = usePrograms()
  const hooks = useListed(() => programs.hooks(chat.id))
  const open = useSignal<'new' | HookView | null>(null)
  const close = () => (open.value = null)
  const now = open.value

  const revoke = async (hook: HookView) => {
    const result = await programs.revokeHook(chat.id, hook.id)
    if (result.ok) await hooks.again()
    return result
  }
  return (
    <>
      <ProgramList
        label={say.hooks.list}
        none={say.hooks.none}
        of={hooks}
        entry={(hook) => <HookEntry key={hook.id} hook={hook} onRevoke={() => (open.value = hook)} />}
      />
      <button class="button button-small" onClick={() => (open.value = 'new')}>
        {say.newHook.open}
      </button>
      {now === 'new' && (
        <NewHook
          chat={chat.id}
          title={titleOf(chat)}
          onClose={() => {
            close()
            // Also where no answer came: it may have been made.
            void hooks.again()
          }}
        />
      )}
      {now !== null && now !== 'new' && (
        <Ask title={say.hooks.askTitle(now.name)} yes={say.revoke} no={say.cancel} onYes={() => revoke(now)} onClose={close}>
          {say.hooks.ask}
        </Ask>
      )}
    </>
  )
}

function HookEntry({ hook: { name, createdAt, creator }, onRevoke }: { hook: HookView; onRevoke: () => void }) {
  const { views } = usePage()
  const when = moment(createdAt, views.now.value)
  return (
    <ProgramEntry name={<bdi>{name}</bdi>} about={creator === undefined ? say.hooks.made(when) : say.hooks.madeBy(when, creator.name)}>
      <button class="link-button grave" aria-label={say.hooks.revokeOne(name)} onClick={onRevoke}>
        {say.revoke}
      </button>
    </ProgramEntry>
  )
}
