/** What one can do with a chat, and with people whom one does not want to hear from, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

export const chatActs: Translations['more']['chatActs'] = {
  archived: (n) => `المؤرشفة (${arabic.number(n)})`,
  blocked: (name) => `حظرت ${name}.`,
  refused: 'لم ينجح ذلك',
  pin: 'تثبيت في الأعلى',
  unpin: 'إلغاء التثبيت',
  tooManyPinned: (n) =>
    `يمكنك تثبيت ${arabic.count(n, { zero: '# محادثة', one: 'محادثة واحدة', two: 'محادثتين', few: '# محادثات', many: '# محادثة', other: '# محادثة' })}. ألغِ تثبيت واحدة أولًا.`,
  timer: 'رسائل تختفي',
  timerText: 'ما يُكتب من الآن يختفي لدى الجميع حين ينتهي وقته، مع ملفاته. ومن رآه ربما احتفظ به.',
  timers: { 0: 'إيقاف', 86400: '24 ساعة', 604800: '7 أيام', 7776000: '90 يومًا' },
  mute: 'كتم',
  muteFor: 'إلى متى تُكتم؟',
  muteText: 'لا صوت، ورقم خافت في القائمة. تصل الرسائل مع ذلك.',
  hours: '8 ساعات',
  week: 'أسبوع',
  always: 'دائمًا',
  unmute: 'إلغاء الكتم',
  archive: 'أرشفة',
  unarchive: 'إخراج من الأرشيف',
  markUnread: 'وضع علامة غير مقروءة',
  markRead: 'وضع علامة مقروءة',
  clear: 'مسح المحادثة',
  clearTitle: 'مسح هذه المحادثة؟',
  clearText: 'تختفي رسائلها لديك، على كل أجهزتك. يحتفظ الآخرون برسائلهم. تبقى المحادثة في قائمتك.',
  clearYes: 'مسح',
  keep: 'إلغاء',
  block: 'حظر',
  unblock: 'إلغاء الحظر',
  unblockPerson: (name) => `إلغاء حظر ${name}`,
  blockTitle: (name) => `حظر ${name}؟`,
  blockText: (name) =>
    `ما يكتبه ${name} إليك وحدك لا يصلك، ولا فيما بعد. لا يرى أي منكما إن كان الآخر متصلًا. لا يُبلَّغ ${name} بذلك. في المجموعات يرى كل منكما رسائل الآخر كالعادة.`,
  blockYes: 'حظر',
  blockedPeople: 'المحظورون',
  blockedText: 'لا يستطيعون الوصول إليك، ولا يُبلَّغون بذلك.',
  nobodyBlocked: 'لم تحظر أحدًا.',
}
