/** The frame of every door: the mark, a sheet with a title, and a line below it. */
import type { ComponentChildren } from 'preact'
import { more } from '../../words/more.ts'
import { words } from '../../words/words.ts'
import { LanguageChoice } from '../parts/language-choice.tsx'
import { Mark } from '../parts/mark.tsx'

interface Props {
  readonly title: string
  readonly text?: string | undefined
  readonly children?: ComponentChildren
  readonly below?: ComponentChildren
}

export function Door({ title, text, children, below }: Props) {
  return (
    <main class="door">
      <header class="door-head">
        <Mark />
        <p class="wordmark">{words.product}</p>
        <p class="quiet">{more.doors.tagline}</p>
      </header>
      <div class="sheet door-sheet">
        <h1>{title}</h1>
        {text !== undefined && <p class="quiet">{text}</p>}
        {children}
      </div>
      {below !== undefined && <div class="door-below">{below}</div>}
      <LanguageChoice />
    </main>
  )
}
