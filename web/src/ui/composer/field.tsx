/** What the composer and the editor of a message share: the line about the room that is left, and a field that grows. */
import { words } from '../../words/words.ts'
import type { Room } from './limit.ts'

export function Counter({ room }: { room: Room }) {
  const line = room.over > 0 ? words.talk.tooLong(room.over) : room.left === undefined ? '' : words.talk.left(room.left)
  return (
    <p id="composer-counter" class={room.over > 0 ? 'counter over' : 'counter'} hidden={line === ''}>
      {line}
    </p>
  )
}

const growsByItself = window.CSS.supports('field-sizing', 'content')

/** For browsers whose fields do not grow with their content. */
export function fitHeight(field: HTMLTextAreaElement): void {
  if (growsByItself) return
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}
