/** What trouble with the connection, the server or this browser means for one's messages, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { number } = arabic
const mine = (waiting: number) => (waiting > 0 ? ` (${number(waiting)})` : '')

export const banner: Translations['more']['banner'] = {
  connecting: (waiting) => `ما زال الاتصال جاريًا. ما تكتبه يُحفظ على هذا الجهاز ويُرسل تلقائيًا${mine(waiting)}.`,
  noNetwork: (waiting) => `لا يوجد اتصال بالشبكة. ما تكتبه يُحفظ على هذا الجهاز ويُرسل عند عودة الاتصال${mine(waiting)}.`,
  unreachable: (waiting) => `الخادم لا يستجيب. ما تكتبه يُحفظ على هذا الجهاز ويُرسل حين يستجيب${mine(waiting)}.`,
  slow: 'الاتصال المباشر محجوب. الرسائل تصل، لكن أبطأ قليلًا.',
  why: 'لماذا؟',
  busy: (waiting) => `الخادم مشغول. رسائلك تنتظر على هذا الجهاز${mine(waiting)}.`,
  storageFull: (waiting) => `لا يستطيع الخادم حفظ الرسائل الآن. رسائلك محفوظة هنا${mine(waiting)}.`,
  update: 'التحديث جاهز.',
  updateNow: 'تحديث',
  signedOut: 'تم تسجيل خروج هذا الجهاز. سجّل الدخول من جديد للإرسال.',
  outdated: 'يتوفر إصدار أحدث من هذه الصفحة. أعد التحميل للمتابعة.',
  forgetful: 'تضيع الرسائل التي تنتظر الإرسال إذا أغلقت هذه النافذة.',
  reload: 'إعادة التحميل',
  signIn: 'تسجيل الدخول',
}
