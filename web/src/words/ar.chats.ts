/** What is said around a chat in the list, in Arabic. */
import type { Translations } from './translation.ts'

export const chats: Translations['words']['chats'] = {
  actions: 'خيارات المحادثة',
  pinned: 'مثبّتة',
  muted: 'مكتومة',
  marked: 'عليها علامة غير مقروءة',
}
