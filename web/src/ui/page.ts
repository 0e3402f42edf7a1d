/**
 * What every part of the page needs: what is true (views), what can be done (actions), and the little that belongs to
 * the look alone. Handed down by context, so that a part can be mounted in a fixture with other views.
 */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { signal, type Signal } from '@preact/signals'
import type { Actions } from '../actions/actions.ts'
import type { ChatID } from '../protocol/wire.gen.ts'
import type { Failure, FoundMessage, PersonView, Views } from '../state/views.ts'

/** A dialog over the page; there is one at a time. */
export type OpenDialog =
  | { readonly kind: 'search' }
  | { readonly kind: 'new-chat' }
  | { readonly kind: 'new-group' }
  | { readonly kind: 'help' }
  | { readonly kind: 'why-slow' }
  | { readonly kind: 'delete-several'; readonly chat: ChatID; readonly seqs: readonly number[] }
  | { readonly kind: 'forward'; readonly chat: ChatID; readonly keys: readonly string[] }
  | { readonly kind: 'react' | 'reactions'; readonly chat: ChatID; readonly seq: number }
  | { readonly kind: 'delete'; readonly chat: ChatID; readonly seq: number; readonly forAll: boolean }
  | { readonly kind: 'pin'; readonly chat: ChatID; readonly seq: number }
  | { readonly kind: 'stars'; readonly chat?: ChatID }
  | { readonly kind: 'import'; readonly file: File }
  | { readonly kind: 'chat'; readonly about: 'mute' | 'timer' | 'clear' | 'block' | 'leave'; readonly chat: ChatID }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'export'; readonly chat: ChatID }
  | { readonly kind: 'attach'; readonly chat: ChatID; readonly files: readonly File[] }
  | { readonly kind: 'pictures'; readonly row: string; readonly file: string; readonly from?: readonly FoundMessage[] }

/** What stands beside the conversation: a message's info, by the key of its row, or who is in the group. */
export type OpenDrawer = { readonly kind: 'info'; readonly row: string } | { readonly kind: 'members' | 'gallery' }

/** What is looked for in a chat, and at which find one stands. */
export interface Finding {
  readonly chat: ChatID
  readonly text: string
  readonly at?: number
}

export interface Page {
  readonly views: Views
  readonly actions: Actions
  readonly dialog: Signal<OpenDialog | null>
  readonly drawer: Signal<OpenDrawer | null>
  readonly finding: Signal<Finding | null>
  /** The row, by its key, of the message that is being edited. */
  readonly editing: Signal<string | null>
  /** The rows, by their keys, that are selected; null: nothing is being selected. */
  readonly selection: Signal<ReadonlySet<string> | null>
  /** The list of the conversation on the screen, for keys that work from everywhere. */
  readonly list: { current: { toNewest(): void } | null }
}

const PageContext = createContext<Page | null>(null)
export const PageProvider = PageContext.Provider

export function makePage(views: Views, actions: Actions): Page {
  return { views, actions, dialog: signal(null), drawer: signal(null), finding: signal(null), editing: signal(null), selection: signal(null), list: { current: null } }
}

export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === null) throw new Error('a part of the page is mounted outside of it')
  return page
}

/** Who is signed in here; '' at the doors. */
export function meIn(views: Views): string {
  return whoIn(views)?.id ?? ''
}

export function whoIn(views: Views): PersonView | undefined {
  const session = views.session.value
  return session.state === 'signed-in' ? session.me : undefined
}

/** True where fingers are the main pointer: Enter makes a line there, and a page opened does not pull up the keyboard. */
export function onTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches
}

export function wantsStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
