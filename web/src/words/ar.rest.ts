/** All that the page says in Arabic beside an open chat. */
import { admin } from './ar.admin.ts'
import { banner } from './ar.banner.ts'
import { chatActs } from './ar.chat-acts.ts'
import { doors } from './ar.doors.ts'
import { sentence } from './ar.failures.ts'
import { files } from './ar.files.ts'
import { gallery } from './ar.gallery.ts'
import { group } from './ar.group.ts'
import { groupInfo } from './ar.group-info.ts'
import { help } from './ar.help.ts'
import { house } from './ar.house.ts'
import { imports } from './ar.imports.ts'
import { keepsakes } from './ar.keepsakes.ts'
import { lines } from './ar.lines.ts'
import { look } from './ar.look.ts'
import { message } from './ar.message.ts'
import { notes } from './ar.notes.ts'
import { programs } from './ar.programs.ts'
import { notSent, waitsFor } from './ar.reasons.ts'
import { search } from './ar.search.ts'
import { settings } from './ar.settings.ts'
import { trouble } from './ar.trouble.ts'
import type { Translations } from './translation.ts'

export const arRest: Omit<Translations, 'words'> = {
  more: { banner, chatActs, doors, files, gallery, group, groupInfo, help, house, imports, keepsakes, lines, look, message, notes, notSent, search, sentence, trouble, waitsFor },
  admin,
  programs,
  settings,
}
