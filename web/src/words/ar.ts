/**
 * What the page says in Arabic around an open chat. The same thing has the same name everywhere:
 *
 * | chat          محادثة        | message   رسالة          | group    مجموعة       | member    عضو            |
 * | administrator مشرف          | handle    المعرّف         | tick     علامة        | draft     مسودة          |
 * | note to self  ملاحظة لنفسي  | mention   إشارة          | device   جهاز         | settings  الإعدادات      |
 * | invitation    دعوة          | sign in   تسجيل الدخول   | sign out تسجيل الخروج | expired   انتهت مدتها    |
 * | token         رمز           | hook      خطّاف           | bot      بوت          | reference الرقم المرجعي  |
 *
 * What is handed to a sentence comes set apart by isolates (spoken.ts); a Latin text written here is set apart by hand.
 */
import { connection } from './ar.connection.ts'
import { chats } from './ar.chats.ts'
import { talk } from './ar.talk.ts'
import type { Translations } from './translation.ts'

export const words: Translations['words'] = {
  language: 'ar',
  direction: 'rtl',
  locale: 'ar',
  product: 'Twoticks',
  connection,
  chats,
  talk,
}

export const rest = async () => (await import('./ar.rest.ts')).arRest
