/** ملفات الرسائل. */
import { size } from './en.files.ts'
import type { Translations } from './translation.ts'

export const files: Translations['more']['files'] = {
  title: (n) => (n === 1 ? 'إرسال ملف' : `إرسال الملفات (${n})`),
  caption: 'أضف تعليقًا',
  addMore: 'إضافة المزيد',
  remove: (name) => `استبعاد ${name}`,
  asFiles: 'إرسال الصور كملفات',
  asFilesHint: 'تحتفظ بحجمها الكامل. ويُحذف مكان التقاطها وجهازها.',
  send: 'إرسال',
  preparing: 'جارٍ التحضير …',
  tooLarge: (name, most) => `«${name}» كبير جدًا: يقبل هذا الخادم ملفات حتى ${most}.`,
  unreadable: (name) => `تعذرت قراءة «${name}».`,
  open: (name) => `فتح ${name}`,
  save: 'حفظ',
  cancel: 'إلغاء الرفع',
  uploading: (percent) => `رُفع ${percent}%`,
  missing: 'لا يمكن عرض هذا الملف الآن.',
  next: 'الصورة التالية',
  previous: 'الصورة السابقة',
  larger: 'أكبر',
  smaller: 'أصغر',
  place: (n, of) => `${n} من ${of}`,
  voice: {
    recording: 'يجري تسجيل رسالة صوتية',
    refused: 'لا يمكن استخدام الميكروفون. اسمح به لهذه الصفحة في متصفحك ثم حاول مجددًا.',
    giveUp: 'تجاهل التسجيل',
    stop: 'إيقاف والاستماع قبل الإرسال',
    send: 'إرسال الرسالة الصوتية',
    play: 'تشغيل',
    pause: 'إيقاف مؤقت',
    place: 'الموضع في الرسالة الصوتية',
    speed: (times) => `السرعة ${times}×`,
  },
  size: (bytes) => size(bytes, (n, unit) => `${n} ${unit}`),
}
