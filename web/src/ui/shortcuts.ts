/**
 * The keys that work everywhere: Alt+Up and Alt+Down walk through the chats, Ctrl or Cmd+K finds people. They listen on
 * the document because the focus may rest on nothing at all.
 */
import type { Page } from './page.ts'

export function listenForShortcuts(page: Page): void {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || page.views.session.peek().state !== 'signed-in') return
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      walk(page, event.key === 'ArrowDown' ? 1 : -1)
    } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      page.newChat.value = true
    }
  })
}

function walk({ views, actions }: Page, step: 1 | -1): void {
  const chats = views.chats.peek()
  const route = views.route.peek()
  const here = route.page === 'chat' ? chats.findIndex((item) => item.id === route.chat) : -1
  const next = chats[here === -1 ? 0 : here + step]
  if (next !== undefined) actions.go(`/c/${next.id}`)
}
