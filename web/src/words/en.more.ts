/** What the page says in English beside the conversations: its parts that are fetched when they are first shown. */
import { chatActs } from './en.chat-acts.ts'
import { doors } from './en.doors.ts'
import { sentence } from './en.failures.ts'
import { help } from './en.help.ts'
import { files } from './en.files.ts'
import { group } from './en.group.ts'
import { groupInfo } from './en.group-info.ts'
import { house } from './en.house.ts'
import { keepsakes } from './en.keepsakes.ts'
import { lines } from './en.lines.ts'
import { look } from './en.look.ts'
import { message } from './en.message.ts'
import { notes } from './en.notes.ts'
import { notSent, waitsFor } from './en.reasons.ts'
import { search } from './en.search.ts'
import { trouble } from './en.trouble.ts'

export const enMore = { chatActs, doors, files, group, groupInfo, help, house, keepsakes, lines, look, message, notes, notSent, search, sentence, trouble, waitsFor }
