/**
 * What people decide about themselves (settings, profile, devices, the end of the account), made of the wire's words into
 * the page's. Fetched with those parts of the settings, which hand in `decide`.
 */
import type { Commands, Device, SessionID, UserID } from '../protocol/wire.gen.ts'
import type { PersonView, PresenceView } from '../state/views.ts'
import type { Actions, Result } from './actions.ts'

export type OwnCommand = Extract<keyof Commands, 'settings.set' | 'profile.set' | 'person.seen_as' | 'session.list' | 'session.revoke' | 'session.revoke_others' | 'password.change'>

export interface DeviceEntry {
  readonly session: SessionID
  /** How it called itself when it signed in. */
  readonly agent: string
  readonly createdAt: number
  readonly usedAt: number
  readonly isThis: boolean
}

/** Whom one lets see something. */
export type Audience = 'everyone' | 'contacts' | 'nobody'

export interface SeenAsView {
  readonly name: string
  readonly about?: string
  /** Absent where the viewer is told nothing. */
  readonly presence?: PresenceView
  readonly sharesChat: boolean
  readonly receipts: boolean
  readonly mayAdd: boolean
  readonly listed: boolean
  /** What holds for everybody, whoever the viewer is. */
  readonly audiences: { readonly online: Audience; readonly lastSeen: Audience; readonly groups: Audience; readonly receipts: boolean }
}

export type Own = ReturnType<typeof own>

export function own(decide: Actions['decide']) {
  return {
    choose: (name: string, value: string) => decide('settings.set', { name, value }),
    setProfile: (name: string, about: string) => decide('profile.set', { name, about }),
    seenAs: (viewer: UserID | undefined) => seenAs(decide, viewer),
    devices: async (): Promise<Result<readonly DeviceEntry[]>> => {
      const result = await decide('session.list', {})
      return result.ok ? { ok: true, value: result.value.devices.map(deviceEntry) } : result
    },
    signOutDevice: (session: SessionID) => decide('session.revoke', { session }),
    signOutOthers: () => decide('session.revoke_others', {}),
    changePassword: (old: string, renewed: string) => decide('password.change', { old, new: renewed }),
  }
}

async function seenAs(decide: Actions['decide'], viewer: UserID | undefined): Promise<Result<SeenAsView>> {
  const result = await decide('person.seen_as', viewer === undefined ? {} : { viewer })
  if (!result.ok) return result
  const { person, presence, shares_chat, receipts, may_add, listed, online, last_seen, groups, shown } = result.value
  const [told] = presence
  return {
    ok: true,
    value: {
      name: person.name,
      ...(person.about === undefined ? {} : { about: person.about }),
      ...(told === undefined ? {} : { presence: presenceView(told.state, told.last_seen_at) }),
      sharesChat: shares_chat,
      receipts,
      mayAdd: may_add,
      listed,
      audiences: { online: audienceOf(online), lastSeen: audienceOf(last_seen), groups: audienceOf(groups), receipts: shown },
    },
  }
}

function presenceView(state: string, lastSeenAt: number | undefined): PresenceView {
  const known = state === 'online' || state === 'offline' ? state : 'unknown'
  return lastSeenAt === undefined ? { state: known } : { state: known, lastSeenAt }
}

/** A word of a newer server counts as the widest: nobody is told less than what is seen. */
function audienceOf(word: string): Audience {
  return word === 'contacts' || word === 'nobody' ? word : 'everyone'
}

function deviceEntry({ session, name, created_at, used_at, this: isThis }: Device): DeviceEntry {
  return { session, agent: name, createdAt: created_at, usedAt: used_at, isThis: isThis === true }
}

export type PersonChoice = Pick<PersonView, 'id' | 'name'>
