/**
 * The one door of the ui: paints what `views` says and calls `actions` for what a person does. It knows no network, no
 * store and no address bar; main.ts hands it everything. It stays mounted as long as the page lives.
 */
import './theme.css'
import './parts/parts.css'
import './status-banner/status.css'
import './chat-list/chat-list.css'
import './conversation/conversation.css'
import './message/message.css'
import './composer/composer.css'
import { render } from 'preact'
import type { Actions } from '../actions/actions.ts'
import type { Views } from '../state/views.ts'
import { App } from './app.tsx'
import { makePage, PageProvider } from './page.ts'
import { words } from '../words/words.ts'
import { keepAppearance } from './appearance.ts'

export function mount(root: HTMLElement, views: Views, actions: Actions): void {
  const page = makePage(views, actions)
  keepAppearance(views.device)
  // Beside the first paint, not before it.
  void import('./shortcuts.ts').then(({ listenForShortcuts }) => listenForShortcuts(page), () => {})
  const paint = () =>
    render(
      // Another language is another page: what is memoised would keep its old words.
      <PageProvider key={words.language} value={page}>
        <App />
      </PageProvider>,
      root,
    )
  // English is here already; the rest of the world waits for its words.
  const painted = views.device.peek().language === 'en'
  if (painted) paint()
  import('./language.ts').then(
    ({ keepLanguage }) => keepLanguage(views.device, paint, painted),
    () => painted || paint(),
  )
}
