/** Bringing a chat of another messenger along, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { number } = arabic

export const imports: Translations['more']['imports'] = {
  title: 'إحضار محادثة',
  text: 'محادثة صدّرها واتساب (ملف .zip مع الملفات، أو .txt منه) تصبح هنا مجموعة بتواريخها. تُقرأ على هذا الجهاز.',
  choose: 'اختيار ملف مُصدَّر',
  reading: 'جارٍ قراءة الملف',
  none: 'هذا ليس تصديرًا لمحادثة يمكن قراءته. افتح المحادثة في واتساب، ثم المزيد، ثم تصدير المحادثة، واختر الملف هنا.',
  name: 'اسم المجموعة',
  whoAmI: 'من منهم أنت؟',
  nobody: 'لا أحد منهم',
  order: 'تاريخ مثل 7/8 يعني',
  day: 'اليوم أولًا: 7 أغسطس',
  month: 'الشهر أولًا: 8 يوليو',
  start: 'إحضارها',
  found: (messages, from, to) => `الرسائل: ${number(messages)}، من ${from} إلى ${to}.`,
  files: (n) => `الملفات التي تأتي معها: ${number(n)}.`,
  missing: (n) => `رسائل تذكر ملفات ليست في التصدير: ${number(n)}. تبقى كلماتها.`,
  notices: (n) => `أسطر من واتساب نفسه (من انضم ومن غادر) لا تُنقل: ${number(n)}.`,
  unread: (n) => `أسطر لم تُفهم: ${number(n)}`,
  line: (n) => `السطر ${number(n)}`,
  others: 'يظهر الآخرون بأسمائهم في التصدير، مع علامة مستورد، إلى أن يقولوا في المجموعة إنهم هم.',
  going: (percent) => `${number(percent)} %`,
  stay: 'أبقِ هذه الصفحة مفتوحة. وإن انقطعت، فاختر الملف نفسه مرة أخرى: تُكمل من حيث توقفت.',
  done: (messages, files) => `تم. الرسائل: ${number(messages)}، والملفات: ${number(files)}.`,
  left: (n) => `ملفات لم تُقبل بسبب حجمها أو تلفها: ${number(n)}`,
  open: 'فتح المحادثة',
  wasMe: 'هذا أنا',
  wasNotMe: 'لست أنا',
}
