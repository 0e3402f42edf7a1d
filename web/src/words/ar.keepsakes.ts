/** What is said about messages that one stars, pins, or deletes for oneself, and about who has a message, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { number } = arabic

export const keepsakes: Translations['more']['keepsakes'] = {
  star: 'تمييز بنجمة',
  unstar: 'إزالة النجمة',
  starred: 'الرسائل المميزة بنجمة',
  starredText: 'ما تحتفظ به من كل محادثاتك.',
  noStars: 'ميّز رسالة بنجمة من قائمتها، وستجدها هنا.',
  more: 'عرض المزيد',
  pinned: 'مثبّتة',
  pin: 'تثبيت',
  unpin: 'إلغاء التثبيت',
  pinTitle: 'كم مدة التثبيت لدى الجميع؟',
  pinText: `تُثبَّت في المحادثة ${number(3)} رسائل على الأكثر؛ وتحل الرسالة التالية محل أقدمها.`,
  pinFor: { day: `${number(24)} ساعة`, week: `${number(7)} أيام`, month: `${number(30)} يومًا` },
  deleteTitle: 'حذف هذه الرسالة؟',
  deleteText: 'لديك وحدك: تختفي من كل أجهزتك. لدى الجميع: يرى الآخرون أن رسالة حُذفت.',
  deleteMineText: 'تختفي من كل أجهزتك، وتبقى لدى الآخرين.',
  deleteForMe: 'الحذف لديّ',
  deleteForAll: 'الحذف لدى الجميع',
  cancel: 'إلغاء',
  stored: 'محفوظة على الخادم',
  place: (seq) => `الرسالة رقم ${number(seq)} في هذه المحادثة`,
  notStored: 'على هذا الجهاز فقط حتى الآن',
  waitsForDevice: (name) => `لم يستلمها أي جهاز من أجهزة ${name} بعد.`,
  notSeen: (name) => `وصلت إلى جهاز لدى ${name} ولم تُقرأ بعد.`,
  ownDevices: 'على أجهزتك',
  deviceNamed: (browser, system) => `${browser} على ${system}`,
  deviceUnknown: 'جهاز غير معروف',
  onThis: 'هذا الجهاز',
  onIt: 'موجودة عليه',
  notOnIt: (when) => `لم تصل إليه بعد، آخر استخدام ${when}`,
  left: 'غادر المجموعة',
  counts: (delivered, all) => `وصلت إلى ${number(delivered)} من ${number(all)}`,
  waiting: (n) => `في الانتظار: ${number(n)}`,
  expired: (n) => `انتهت مدتها: ${number(n)}`,
  info: 'معلومات الرسالة',
  noInfo: 'ليس بعد',
  noteRead: 'الملاحظة لنفسك لا يقرؤها غيرك.',
}
