/** All that the page says in German beside an open chat. */
import { admin } from './de.admin.ts'
import { banner } from './de.banner.ts'
import { chatActs } from './de.chat-acts.ts'
import { doors } from './de.doors.ts'
import { sentence } from './de.failures.ts'
import { files } from './de.files.ts'
import { gallery } from './de.gallery.ts'
import { group } from './de.group.ts'
import { groupInfo } from './de.group-info.ts'
import { help } from './de.help.ts'
import { house } from './de.house.ts'
import { imports } from './de.imports.ts'
import { keepsakes } from './de.keepsakes.ts'
import { lines } from './de.lines.ts'
import { look } from './de.look.ts'
import { message } from './de.message.ts'
import { notes } from './de.notes.ts'
import { programs } from './de.programs.ts'
import { notSent, waitsFor } from './de.reasons.ts'
import { search } from './de.search.ts'
import { settings } from './de.settings.ts'
import { trouble } from './de.trouble.ts'
import type { Translations } from './translation.ts'

export const deRest: Omit<Translations, 'words'> = {
  more: { banner, chatActs, doors, files, gallery, group, groupInfo, help, house, imports, keepsakes, lines, look, message, notes, notSent, search, sentence, trouble, waitsFor },
  admin,
  programs,
  settings,
}
