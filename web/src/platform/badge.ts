/**
 * That something waits, where the page itself is not looked at: a number on the icon of an installed page, a dot on that of
 * a tab. The title has the number too, and is the core's.
 */
export function showUnread(chats: number): void {
  const icon = document.querySelector('link[rel=icon]')
  const file = chats > 0 ? '/icon-unread.svg' : '/icon.svg'
  if (icon?.getAttribute('href') !== file) icon?.setAttribute('href', file)
  // Not every browser has badges, and one that has them may not be allowed to show any.
  const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>
  const shown = chats > 0 ? setAppBadge?.call(navigator, chats) : clearAppBadge?.call(navigator)
  shown?.catch(() => undefined)
}
