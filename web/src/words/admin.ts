/** The words of the page of administrators, by the same rules as more.ts: read the live binding, keep nothing of it. */
import { enAdmin } from './en.admin.ts'
import { follow } from './spoken.ts'

export type AdminWords = typeof enAdmin

export let admin: AdminWords = enAdmin

follow('admin', enAdmin, (spoken) => (admin = spoken))
