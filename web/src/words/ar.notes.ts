/** What is said under a message, or in its place, that did not go its usual way, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { count } = arabic
const days = (n: number) => count(n, { zero: '# يوم', one: 'يوم واحد', two: 'يومين', few: '# أيام', many: '# يومًا', other: '# يوم' })

export const notes: Translations['more']['notes'] = {
  tooOld: 'كُتبت قبل أكثر من 7 أيام ولم تُرسل. هل تُرسل الآن؟',
  sendNow: 'إرسال',
  expired: (n) => `لم تصل خلال ${days(n)}.`,
  sentAgain: (n) => `لم تصل خلال ${days(n)}، وأُرسلت مرة أخرى بعد ذلك.`,
  expiredAway: (n) =>
    count(n, {
      zero: 'لم تنتهِ مدة أي رسالة في غيابك',
      one: 'انتهت مدة رسالة واحدة في غيابك',
      two: 'انتهت مدة رسالتين في غيابك',
      few: 'انتهت مدة # رسائل في غيابك',
      many: 'انتهت مدة # رسالة في غيابك',
      other: 'انتهت مدة # رسالة في غيابك',
    }),
  show: 'إظهار',
  reference: 'الرقم المرجعي',
  copyReference: 'نسخ الرقم المرجعي',
  edit: 'تعديل الرسالة',
  save: 'حفظ',
  cancel: 'إلغاء',
  keep: 'إبقاؤها',
  notSent: 'لم تُرسل',
  retry: 'إعادة المحاولة',
  sendAgain: 'إرسال مرة أخرى',
  firstPage: 'تعذّر تحميل الرسائل.',
}
