/**
 * The keys that work everywhere: Alt+Up and Alt+Down walk through the chats, Ctrl or Cmd+K searches, Ctrl or Cmd+/
 * lists the keys, End shows the newest message, Esc closes what stands beside the conversation. They listen on the
 * document because the focus may rest on nothing at all.
 */
import type { Page } from './page.ts'

export function listenForShortcuts(page: Page): void {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.defaultPrevented || page.views.session.peek().state !== 'signed-in') return
    if (act(event, page)) event.preventDefault()
  })
}

function act(event: KeyboardEvent, page: Page): boolean {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event
  const command = (ctrlKey || metaKey) && !altKey
  if (command && key === '/') page.dialog.value = { kind: 'help' }
  else if (command && !shiftKey && key.toLowerCase() === 'k') page.dialog.value = { kind: 'search' }
  else if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) walk(page, key === 'ArrowDown' ? 1 : -1)
  else if (key === 'End' && !command && !shiftKey && !writesOrChooses(event.target)) page.list.current?.toNewest()
  else if (key === 'Escape' && page.dialog.peek() === null && page.drawer.peek() !== null) page.drawer.value = null
  else return false
  return true
}

/** End belongs to a field with something in it, to a list of choices, and to an open dialog. */
function writesOrChooses(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement) return target.value !== ''
  return target instanceof Element && target.closest('input, select, dialog') !== null
}

function walk({ views, actions }: Page, step: 1 | -1): void {
  const chats = views.chats.peek()
  const route = views.route.peek()
  const here = route.page === 'chat' ? chats.findIndex((item) => item.id === route.chat) : -1
  const next = chats[here === -1 ? 0 : here + step]
  if (next !== undefined) actions.go(`/c/${next.id}`)
}
