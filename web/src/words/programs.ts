/** The words about programs in the settings, by the same rules as more.ts: read the live binding, keep nothing of it. */
import { enPrograms } from './en.programs.ts'

export type ProgramWords = typeof enPrograms

export let programs: ProgramWords = enPrograms

export function speakPrograms(language: ProgramWords): void {
  programs = language
}
