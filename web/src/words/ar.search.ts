/** What is said when somebody searches, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = arabic

export const search: Translations['more']['search'] = {
  title: 'بحث',
  field: 'البحث في المحادثات والأشخاص والرسائل',
  inChat: 'البحث في هذه المحادثة',
  begin: 'جزء من اسم، أو مما كتبه أحدهم.',
  filters: 'المرسل والتاريخ',
  from: 'من',
  anybody: 'أي شخص',
  since: 'ابتداءً من',
  until: 'حتى',
  holds: 'تحتوي على',
  kinds: { any: 'أي شيء', media: 'الصور والفيديو', voice: 'الرسائل الصوتية', file: 'الملفات', link: 'الروابط' },
  chats: 'المحادثات',
  people: 'الأشخاص',
  messages: 'الرسائل',
  results: 'ما عُثر عليه',
  more: 'رسائل أقدم',
  searching: 'جارٍ البحث…',
  searchedTo: (date) => `بُحث حتى: ${date}`,
  nothing: (what) => (what === '' ? 'لم يُعثر على شيء' : `لم يُعثر على شيء لـ «${what}»`),
  onDevice: 'لا يوجد اتصال: بُحث فقط فيما هو على هذا الجهاز.',
  told: (chats, people, messages, andMore) =>
    [
      chats > 0 ? count(chats, { zero: '', one: 'محادثة واحدة', two: 'محادثتان', few: '# محادثات', many: '# محادثة', other: '# محادثة' }) : '',
      people > 0 ? count(people, { zero: '', one: 'شخص واحد', two: 'شخصان', few: '# أشخاص', many: '# شخصًا', other: '# شخص' }) : '',
      messages > 0
        ? `${count(messages, { zero: '', one: 'رسالة واحدة', two: 'رسالتان', few: '# رسائل', many: '# رسالة', other: '# رسالة' })}${andMore ? ' أو أكثر' : ''}`
        : '',
    ]
      .filter((part) => part !== '')
      .join('، '),
  place: (at, of, andMore) => `${number(at)} من ${number(of)}${andMore ? '+' : ''}`,
  older: 'النتيجة الأقدم',
  newer: 'النتيجة الأحدث',
  close: 'إغلاق البحث',
}
