/** Puts theme, text size, language and the list's width of the page on the root element, where the style sheet reads them. */
import { effect, type ReadonlySignal } from '@preact/signals'
import type { DeviceView } from '../state/views.ts'
import { words } from '../words/words.ts'

export function keepAppearance(device: ReadonlySignal<DeviceView>): void {
  const root = document.documentElement
  root.lang = words.language
  root.dir = words.direction
  effect(() => {
    const { theme, textSize, listWidth } = device.value
    root.dataset['theme'] = theme
    root.style.setProperty('--message-size', `${textSize / 16}rem`)
    if (listWidth !== undefined) root.style.setProperty('--list-width', `${listWidth}px`)
  })
}
