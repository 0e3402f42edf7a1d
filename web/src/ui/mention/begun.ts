/** The @ that is being written, and who is meant by it. Pure. */
import type { PersonView } from '../../state/views.ts'

export interface Begun {
  /** Where the @ stands. */
  readonly from: number
  /** What is written of the handle, in small letters. */
  readonly word: string
}

/** At the end of what stands before the caret: by the rule that mentions are found by (state/mentions.ts). */
const OPEN = /(?<![\p{L}\p{Nd}_.@])@([\p{L}\p{Nd}._]{0,32})$/u

/** How many are shown. */
const MOST = 5

/** Letters behind the caret are another word's: the caret has to stand at the end of its own. */
export function begun(text: string, caret: number, selectionEnd: number): Begun | null {
  if (caret !== selectionEnd || /^[\p{L}\p{Nd}_]/u.test(text.slice(caret))) return null
  const match = OPEN.exec(text.slice(Math.max(0, caret - 40), caret))
  return match === null ? null : { from: caret - match[0].length, word: (match[1] ?? '').toLowerCase() }
}

/** Those whose handle, or a word of whose name, begins so; handles first. */
export function matching(people: readonly PersonView[], word: string): readonly PersonView[] {
  const byHandle = people.filter(({ handle }) => handle.startsWith(word))
  const byName = people.filter((person) => !byHandle.includes(person) && person.name.toLowerCase().split(/\s+/).some((part) => part.startsWith(word)))
  return [...byHandle, ...byName].slice(0, MOST)
}
