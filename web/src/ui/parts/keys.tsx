/** Keys to press, and what they do: a row of a list of terms. */
import { more } from '../../words/more.ts'
import './keys.css'

/** What the key for commands is called on this machine. */
export const modifier = /mac|iphone|ipad/i.test(window.navigator.userAgent) ? '⌘' : 'Ctrl'

export function Keys({ keys, what }: { keys: readonly string[]; what: string }) {
  return (
    <div>
      <dt dir="ltr">
        {keys.map((key) => (
          <kbd key={key}>{more.look.keys[key] ?? key}</kbd>
        ))}
      </dt>
      <dd>{what}</dd>
    </div>
  )
}
