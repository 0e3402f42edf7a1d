/** The state of the connection in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { number } = arabic

export const connection: Translations['words']['connection'] = {
  title: 'الاتصال',
  connecting: 'جارٍ الاتصال',
  connected: 'متصل',
  reconnecting: (attempt, of) => `إعادة الاتصال (${number(attempt)} من ${number(of)})`,
  offline: 'غير متصل',
  slow: 'وضع بطيء',
  signedOut: 'تم تسجيل الخروج',
  outdated: 'يلزم التحديث',
}
