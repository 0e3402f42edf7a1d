/** One's account, how this device looks and writes, programs, invitations for administrators, and the way out. */
import { useSignal } from '@preact/signals'
import type { DeviceView, SettingsSection } from '../../state/views.ts'
import { more } from '../../words/more.ts'
import { settings } from '../../words/settings.ts'
import { words } from '../../words/words.ts'
import { seldom } from '../lazy.tsx'
import { usePage } from '../page.ts'
import { Avatar } from '../parts/avatar.tsx'
import { LanguageChoice } from '../parts/language-choice.tsx'
import { Link } from '../parts/link.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Invitations } from './invitations.tsx'
import { Notices } from './notices.tsx'
import { SignOut } from './sign-out.tsx'
import './settings.css'

const Section = seldom(async () => (await import('./section.tsx')).Section)
const Blocked = seldom(async () => (await import('./blocked.tsx')).Blocked)
const Programs = seldom(async () => (await import('./programs.tsx')).Programs)

export function Settings({ section }: { section?: SettingsSection | undefined }) {
  return section === undefined ? <AllSettings /> : <Section key={section} section={section} />
}

function AllSettings() {
  const { views } = usePage()
  const session = views.session.value
  const say = more.house.settings
  if (session.state !== 'signed-in') return null
  const { me, administrator } = session
  return (
    <>
      <PageHead title={words.talk.settings} />
      <div class="page-scroller">
        <section class="sheet account">
          <Avatar id={me.id} name={me.name} />
          <div>
            <p class="account-name">
              <bdi>{me.name}</bdi>
            </p>
            <p class="quiet">
              <bdi>@{me.handle}</bdi>
              {administrator && ` · ${say.administrator}`}
            </p>
          </div>
        </section>
        <Parts />
        <Look />
        <Writing />
        <Sound />
        <BlockedSheet />
        {administrator && <Invitations />}
        {administrator && <Administration />}
        <ProgramsSheet />
        <SignOut />
      </div>
    </>
  )
}

const parts = ['profile', 'privacy', 'chats', 'devices', 'account'] as const

/** The ways to the parts that have an address of their own. */
function Parts() {
  const { dialog } = usePage()
  const say = settings.ways
  return (
    <nav class="sheet setting-ways" aria-label={words.talk.settings}>
      {parts.map((part) => (
        <Link key={part} class="setting-way" to={`/settings/${part}`}>
          <span>
            <b>{say[part]}</b>
            <span class="quiet">{say[`${part}Text`]}</span>
          </span>
        </Link>
      ))}
      <button class="setting-way" onClick={() => (dialog.value = { kind: 'stars' })}>
        <span>
          <b>{more.keepsakes.starred}</b>
          <span class="quiet">{more.keepsakes.starredText}</span>
        </span>
      </button>
    </nav>
  )
}

function Administration() {
  const say = more.house.settings
  return (
    <section class="sheet">
      <h2>{say.administration}</h2>
      <p class="quiet">{say.administrationText}</p>
      <Link class="button" to="/admin">
        {say.administrationOpen}
      </Link>
    </section>
  )
}

function BlockedSheet() {
  const opened = useSignal(false)
  const say = more.chatActs
  return (
    <details class="sheet" onToggle={(event) => (opened.value = event.currentTarget.open)}>
      <summary>
        <h2>{say.blockedPeople}</h2>
        <span class="quiet">{say.blockedText}</span>
      </summary>
      {opened.value && <Blocked />}
    </details>
  )
}

/** Closed until it is wanted. Once opened it stays, so that nothing is lost that it shows only once. */
function ProgramsSheet() {
  const opened = useSignal(false)
  const say = more.house.settings
  return (
    <details class="sheet" onToggle={(event) => (opened.value ||= event.currentTarget.open)}>
      <summary>
        <h2>{say.programs}</h2>
        <span class="quiet">{say.programsText}</span>
      </summary>
      {opened.value && <Programs />}
    </details>
  )
}

const themes: readonly DeviceView['theme'][] = ['system', 'light', 'dark']

function Look() {
  const { views, actions } = usePage()
  const { theme, textSize } = views.device.value
  const say = more.house.settings
  return (
    <section class="sheet">
      <h2>{say.look}</h2>
      <LanguageChoice />
      <fieldset class="segments">
        <legend>{say.theme}</legend>
        {themes.map((name) => (
          <label key={name}>
            <input type="radio" name="theme" checked={theme === name} onChange={() => actions.setDevice({ theme: name })} />
            <span>{say[name]}</span>
          </label>
        ))}
      </fieldset>
      <label class="slider">
        <span>{say.size}</span>
        <input
          type="range"
          min={13}
          max={19}
          step={1}
          value={textSize}
          onInput={(event) => actions.setDevice({ textSize: Number(event.currentTarget.value) })}
        />
      </label>
      <p class="bubble sample">{say.sample}</p>
    </section>
  )
}

function Sound() {
  const { views, actions } = usePage()
  const say = more.house.settings
  return (
    <section class="sheet">
      <h2>{say.notices}</h2>
      <label class="switch">
        <input
          type="checkbox"
          checked={views.device.value.sound}
          aria-describedby="sound-hint"
          onChange={(event) => actions.setDevice({ sound: event.currentTarget.checked })}
        />
        <span>{say.sound}</span>
      </label>
      <p id="sound-hint" class="quiet">
        {say.soundHint}
      </p>
      <Notices />
    </section>
  )
}

function Writing() {
  const { views, actions } = usePage()
  const say = more.house.settings
  return (
    <section class="sheet">
      <h2>{say.writing}</h2>
      <label class="switch">
        <input
          type="checkbox"
          checked={views.device.value.enterSends}
          aria-describedby="enter-hint"
          onChange={(event) => actions.setDevice({ enterSends: event.currentTarget.checked })}
        />
        <span>{say.enterSends}</span>
      </label>
      <p id="enter-hint" class="quiet">
        {say.enterHint}
      </p>
    </section>
  )
}
