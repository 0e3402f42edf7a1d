/** Which page an address means. The only place that knows the addresses of the page's own pages. */
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Route, SessionView, SettingsSection } from './views.ts'

const SECTIONS: ReadonlySet<string> = new Set<SettingsSection>(['profile', 'privacy', 'who-sees', 'chats', 'devices', 'account'])

export function routeOf(path: string): Route {
  const [pathname = '', query = ''] = path.split('?', 2)
  const [first = '', second, ...more] = pathname.split('/').slice(1)
  if (more.length > 0) return { page: 'not-found' }
  if (second !== undefined && second !== '') return withArgument(first, decoded(second), query)
  switch (first) {
    case '':
      return { page: 'chats' }
    case 'notifications':
    case 'settings':
    case 'admin':
    case 'sign-in':
    case 'sign-up':
      return { page: first }
    default:
      return { page: 'not-found' }
  }
}

export function chatPath(chat: ChatID): string {
  return `/c/${chat}`
}

/** Where the page has to go instead, given who uses it; undefined when it is right where it is. */
export function redirected(route: Route, session: SessionView): 'sign-in' | 'sign-up' | 'home' | undefined {
  const door = route.page === 'sign-in' || route.page === 'sign-up' || route.page === 'set-up'
  if (session.state === 'signed-in') return door ? 'home' : undefined
  const needsSession = route.page === 'chats' || route.page === 'chat' || route.page === 'notifications' || route.page === 'settings' || route.page === 'admin'
  if (session.state === 'unknown' || !needsSession) return undefined
  return session.setUp ? 'sign-up' : 'sign-in'
}

function withArgument(first: string, argument: string, query: string): Route {
  switch (first) {
    case 'c': {
      const at = Number(new URLSearchParams(query).get('at') ?? Number.NaN)
      const chat = { page: 'chat', chat: argument } as const
      return Number.isSafeInteger(at) && at > 0 ? { ...chat, at } : chat
    }
    case 'settings':
      return SECTIONS.has(argument) ? { page: 'settings', section: argument as SettingsSection } : { page: 'not-found' }
    case 'j':
      return { page: 'join', token: argument }
    case 'invite':
    case 'set-up':
    case 'reset':
      return { page: first, token: argument }
    default:
      return { page: 'not-found' }
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
