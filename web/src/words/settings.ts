/** The words of the parts of the settings that are fetched when one is opened, by the same rules as more.ts. */
import { enSettings } from './en.settings.ts'
import { follow } from './spoken.ts'

export type SettingsWords = typeof enSettings

export let settings: SettingsWords = enSettings

follow('settings', enSettings, (spoken) => (settings = spoken))
