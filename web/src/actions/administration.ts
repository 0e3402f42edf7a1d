/**
 * What administrators see and do, made of the wire's words into the page's. Fetched with the page of administrators, which
 * hands in `administer`; the server asks each time whether the person is still one.
 */
import type { Reply } from '../protocol/codec.ts'
import type { AdminPerson, Commands, InvitationID, Person, UserID } from '../protocol/wire.gen.ts'
import type { InvitationView, PersonView } from '../state/views.ts'
import type { Actions, Result } from './actions.ts'

export type Registration = 'open' | 'invite' | 'closed'
export type AccountChange = 'disable' | 'enable' | 'make_administrator' | 'make_member' | 'sign_out'

export interface ServerView {
  readonly version: string
  readonly people: number
  readonly chats: number
  readonly messages: number
  readonly bytes: number
  readonly registration: RegistrationView
  readonly backup?: { readonly at: number; readonly bytes?: number; readonly failed?: string }
}

export interface RegistrationView {
  readonly mode: Registration
  /** What the settings of the server say, and whether a choice stands over them. */
  readonly setting: Registration
  readonly changed: boolean
}

export interface AccountView {
  readonly person: PersonView
  readonly bot: boolean
  readonly administrator: boolean
  readonly activeAt?: number
  readonly devices: number
  readonly disabledAt?: number
}

export interface AccountsPage {
  readonly accounts: readonly AccountView[]
  readonly next?: string
}

export interface InvitationsPage {
  readonly invitations: readonly { readonly invitation: InvitationView; readonly inviter: PersonView }[]
  readonly next?: InvitationID
}

export interface AuditLineView {
  readonly at: number
  readonly by?: PersonView
  readonly act: string
  readonly detail: string
}

export interface Examination {
  readonly at: number
  readonly findings: readonly FindingView[]
}

export interface FindingView {
  readonly level: 'good' | 'warning' | 'problem'
  readonly about: string
  readonly found: string
  readonly mend?: string
}

export type AdminCommand = Extract<keyof Commands, `admin.${string}`>

export type Administration = ReturnType<typeof administration>

export function administration(administer: Actions['administer']) {
  return {
    server: () => turned(administer('admin.overview', {}), serverView),
    register: (mode: Registration | 'setting') => turned(administer('admin.register', { mode }), registrationView),
    people: (search: string, after?: string) =>
      turned(
        administer('admin.people', { ...(search === '' ? {} : { search }), ...(after === undefined ? {} : { after }) }),
        ({ people, next }): AccountsPage => ({ accounts: people.map(accountView), ...(next === undefined ? {} : { next }) }),
      ),
    changeAccount: (user: UserID, change: AccountChange) =>
      turned(administer('admin.person_change', { user, change }), ({ person }) => accountView(person)),
    resetLink: (user: UserID) => turned(administer('admin.reset_link', { user }), ({ url, expires_at: expiresAt }) => ({ url, expiresAt })),
    invitations: (after?: InvitationID) => turned(administer('admin.invitations', after === undefined ? {} : { after }), invitationsPage),
    revokeInvitation: (invitation: InvitationID) => administer('admin.invitation_revoke', { invitation }),
    audit: () => turned(administer('admin.audit', {}), auditView),
    examine: () =>
      turned(administer('admin.doctor', {}), ({ at, findings }): Examination => ({
        at,
        findings: findings.map(({ level, about, found, mend }) => ({ level: asLevel(level), about, found, ...(mend === undefined ? {} : { mend }) })),
      })),
  }
}

async function turned<A, B>(asked: Promise<Result<A>>, turn: (value: A) => B): Promise<Result<B>> {
  const result = await asked
  return result.ok ? { ok: true, value: turn(result.value) } : result
}

function serverView({ version, usage, registration, backup }: Reply<'admin.overview'>): ServerView {
  return { version, ...usage, registration: registrationView(registration), ...(backup === undefined ? {} : { backup }) }
}

function registrationView({ mode, setting, changed }: Reply<'admin.register'>): RegistrationView {
  return { mode: asRegistration(mode), setting: asRegistration(setting), changed: changed ?? false }
}

function accountView({ person, role, active_at, devices, disabled_at }: AdminPerson): AccountView {
  return {
    person: personView(person),
    bot: person.kind === 'bot',
    administrator: role === 'administrator',
    devices,
    ...(active_at === undefined ? {} : { activeAt: active_at }),
    ...(disabled_at === undefined ? {} : { disabledAt: disabled_at }),
  }
}

function invitationsPage({ invitations, next }: Reply<'admin.invitations'>): InvitationsPage {
  return {
    invitations: invitations.map(({ invitation: { id, created_at, expires_at, uses, max_uses, revoked }, inviter }) => ({
      invitation: { id, createdAt: created_at, expiresAt: expires_at, uses, maxUses: max_uses, revoked: revoked ?? false },
      inviter: personView(inviter),
    })),
    ...(next === undefined ? {} : { next }),
  }
}

function auditView({ lines }: Reply<'admin.audit'>): readonly AuditLineView[] {
  return lines.map(({ at, by, act, detail }) => ({ at, act, detail: detail ?? '', ...(by === undefined ? {} : { by: personView(by) }) }))
}

const personView = ({ id, name, handle }: Person): PersonView => ({ id, name, handle })

/** A word of a newer server is taken for the one that is looked at. */
const asLevel = (word: string): FindingView['level'] => (word === 'good' || word === 'problem' ? word : 'warning')

const asRegistration = (word: string): Registration => (word === 'invite' || word === 'closed' ? word : 'open')
