/** What is said around a chat in the list, in German. */
import type { Translations } from './translation.ts'

export const chats: Translations['words']['chats'] = {
  actions: 'Aktionen für den Chat',
  pinned: 'Angeheftet',
  muted: 'Stumm',
  marked: 'Als ungelesen markiert',
}
