/**
 * Keeps the page in the language of this device: the first paint waits for its words, and another choice, here or in
 * another tab, paints the whole page anew. Where the words cannot be fetched the page stays in the language that it has.
 * An English page is `painted` before this file is here.
 */
import { computed, type ReadonlySignal } from '@preact/signals'
import type { DeviceView } from '../state/views.ts'
import { speakLanguage } from '../words/speaking.ts'
import { allWords } from '../words/spoken.ts'
import { words } from '../words/words.ts'

export function keepLanguage(device: ReadonlySignal<DeviceView>, paint: () => void, painted: boolean): void {
  const language = computed(() => device.value.language)
  let untouched = painted

  const show = () => {
    const root = document.documentElement
    root.lang = words.language
    root.dir = words.direction
    const focused = document.activeElement?.id ?? ''
    paint()
    // All elements are new; who chose the language goes on where they were.
    if (painted && focused !== '') document.getElementById(focused)?.focus()
    painted = true
  }

  language.subscribe((wanted) => {
    const stays = untouched && wanted === words.language
    untouched = false
    if (stays) return
    speakLanguage(wanted)
      // What is fetched later waits for its words by itself, but parts that are on the screen already would be caught without.
      .then(() => (painted ? allWords() : undefined))
      .then(
        () => language.peek() === wanted && show(),
        () => painted || show(),
      )
  })
}
