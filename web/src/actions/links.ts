/** What links are about that a person writes, asked of the server while they write. */
import type { Memory } from '../state/memory.ts'
import type { Actions } from './actions.ts'
import type { Ask } from './people.ts'
import { resultOf } from './result.ts'

export function linkActions(ask: Ask, memory: Memory): Pick<Actions, 'previewLink' | 'linkTo'> {
  return {
    previewLink: (url) => resultOf(ask('link.preview', { url }).then(({ link }) => link ?? null)),
    linkTo: (chat, link) =>
      memory.change(chat, ({ link: _, ...before }) => (link === null ? before : { ...before, link })),
  }
}
