/** Chooses the language of this device. Each is named in itself, so that one can be found among others that one does not read. */
import { languages, type Language } from '../../words/languages.ts'
import { more } from '../../words/more.ts'
import { usePage } from '../page.ts'
import './language-choice.css'

export function LanguageChoice() {
  const { views, actions } = usePage()
  return (
    <label class="language-choice">
      <span>{more.look.language}</span>
      {/* By its id the focus finds back after the page is painted in the language that was chosen. */}
      <select id="language" value={views.device.value.language} onChange={(event) => actions.setDevice({ language: event.currentTarget.value as Language })}>
        {Object.entries(languages).map(([language, name]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
