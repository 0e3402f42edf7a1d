/** Puts theme, text size and the list's width of the page on the root element, where the style sheet reads them. */
import { effect, type ReadonlySignal } from '@preact/signals'
import type { DeviceView } from '../state/views.ts'

export function keepAppearance(device: ReadonlySignal<DeviceView>): void {
  const root = document.documentElement
  effect(() => {
    const { theme, textSize, listWidth } = device.value
    root.dataset['theme'] = theme
    root.style.setProperty('--message-size', `${textSize / 16}rem`)
    if (listWidth !== undefined) root.style.setProperty('--list-width', `${listWidth}px`)
  })
}
