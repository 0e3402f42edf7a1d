/**
 * The words of the parts that are fetched when first shown. Apart from words.ts, so that opening a chat does not wait
 * for the sentences of the settings. The same rules: read the live binding, keep nothing of it.
 */
import { enMore } from './en.more.ts'
import { follow } from './spoken.ts'

export type More = typeof enMore

export let more: More = enMore

follow('more', enMore, (spoken) => (more = spoken))
