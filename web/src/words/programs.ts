/** The words about programs in the settings, by the same rules as more.ts: read the live binding, keep nothing of it. */
import { enPrograms } from './en.programs.ts'
import { follow } from './spoken.ts'

export type ProgramWords = typeof enPrograms

export let programs: ProgramWords = enPrograms

follow('programs', enPrograms, (spoken) => (programs = spoken))
