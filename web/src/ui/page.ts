/**
 * What every part of the page needs: what is true (views), what can be done (actions), and the little that belongs to
 * the look alone. Handed down by context, so that a part can be mounted in a fixture with other views.
 */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { signal, type Signal } from '@preact/signals'
import type { Actions } from '../actions/actions.ts'
import type { Views } from '../state/views.ts'

export interface Page {
  readonly views: Views
  readonly actions: Actions
  /** The new chat dialog is open. */
  readonly newChat: Signal<boolean>
  /** The row, by its key, whose message info is open. */
  readonly infoOf: Signal<string | null>
}

const PageContext = createContext<Page | null>(null)
export const PageProvider = PageContext.Provider

export function makePage(views: Views, actions: Actions): Page {
  return { views, actions, newChat: signal(false), infoOf: signal(null) }
}

export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === null) throw new Error('a part of the page is mounted outside of it')
  return page
}

/** True where fingers are the main pointer: Enter makes a line there, and a page opened does not pull up the keyboard. */
export function onTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches
}

export function wantsStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
