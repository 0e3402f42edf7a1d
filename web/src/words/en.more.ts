/** What the page says in English beside the conversations: its parts that are fetched when they are first shown. */
import { doors } from './en.doors.ts'
import { sentence } from './en.failures.ts'
import { house } from './en.house.ts'

export const enMore = { doors, house, sentence }
