/**
 * What is said in English in every language for now: paths of words, whole areas or single lines, such as 'more.group' or
 * 'more.group.leave'. Whoever adds English words names them here; whoever translates takes them out. Before a release it
 * is empty (translations.test.ts).
 */
import type { English, PathIn } from './translation.ts'

export const untranslated = ['settings', 'words.chats', 'words.lines', 'more.chatActs', 'more.groupInfo'] as const satisfies readonly PathIn<English>[]

export type Untranslated = (typeof untranslated)[number]
