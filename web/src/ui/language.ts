/**
 * Keeps the page in the language of this device: the first paint waits for its words, and another choice, here or in
 * another tab, paints the whole page anew. Where the words cannot be fetched the page stays in the language that it has.
 */
import { computed, type ReadonlySignal } from '@preact/signals'
import type { DeviceView } from '../state/views.ts'
import { allWords, speakLanguage } from '../words/languages.ts'
import { words } from '../words/words.ts'

export function keepLanguage(device: ReadonlySignal<DeviceView>, paint: () => void): void {
  const language = computed(() => device.value.language)
  let painted = false

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
    if (!painted && wanted === words.language) return show()
    speakLanguage(wanted)
      // What is fetched later waits for its words by itself, but parts that are on the screen already would be caught without.
      .then(() => (painted ? allWords() : undefined))
      .then(
        () => language.peek() === wanted && show(),
        () => painted || show(),
      )
  })
}
