/** What is said in the chat list and in a conversation, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = arabic
/** Oneself as the one who did it, who comes set apart like every name: the verb has another form. */
export const isYou = (actor: string) => actor === '\u2068أنت\u2069'
const upTo999 = (n: number) => (n > 999 ? `${number(999)}+` : number(n))

export const talk: Translations['words']['talk'] = {
  chats: 'المحادثات',
  newChat: 'محادثة جديدة',
  notifications: 'الإشعارات',
  settings: 'الإعدادات',
  search: 'بحث',
  searchChat: 'البحث في هذه المحادثة',
  home: 'إلى محادثاتك',
  you: 'أنت',
  bot: 'بوت',
  yourself: 'ملاحظة لنفسي',
  deleted: 'حُذفت هذه الرسالة',
  vanished: 'اختفت الرسالة',
  imported: (name) => `${name} (مستورد)`,
  deletedAccount: 'حساب محذوف',
  unknownKind: 'لا يمكن لهذا الإصدار من الصفحة عرض هذه الرسالة. أعد التحميل للتحديث.',
  edited: 'معدّلة',
  starred: 'مميزة بنجمة',
  draft: 'مسودة:',
  noMessages: 'لا رسائل بعد',
  unread: (n) => `${upTo999(n)} غير مقروءة`,
  mentioned: 'أشار إليك أحدهم',
  unreadDivider: (n) =>
    n > 999
      ? `${upTo999(n)} رسالة غير مقروءة`
      : count(n, {
          zero: 'لا رسائل غير مقروءة',
          one: 'رسالة واحدة غير مقروءة',
          two: 'رسالتان غير مقروءتين',
          few: '# رسائل غير مقروءة',
          many: '# رسالة غير مقروءة',
          other: '# رسالة غير مقروءة',
        }),
  badge: upTo999,

  status: {
    waiting: 'تنتظر الإرسال',
    sending: 'جارٍ الإرسال',
    sent: 'أُرسلت',
    delivered: 'وصلت',
    read: 'قُرئت',
    expired: 'انتهت مدتها',
    failed: 'لم تُرسل',
  },

  online: 'متصل الآن',
  offline: 'غير متصل',
  lastSeen: {
    moment: 'آخر ظهور قبل أقل من دقيقة',
    minutes: (n) =>
      `آخر ظهور قبل ${count(n, { zero: 'أقل من دقيقة', one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' })}`,
    hours: (n) => `آخر ظهور قبل ${count(n, { zero: 'أقل من ساعة', one: 'ساعة واحدة', two: 'ساعتين', few: '# ساعات', many: '# ساعة', other: '# ساعة' })}`,
    yesterday: (time) => `آخر ظهور أمس في ${time}`,
    date: (date) => `آخر ظهور ${date}`,
  },
  today: 'اليوم',
  yesterday: 'أمس',
  dayAt: (day, time) => `${day}، ${time}`,

  typing: (names, total) => {
    const [a, b, c] = names
    if (a === undefined || total < 1) return ''
    if (total === 1 || b === undefined) return `${a} يكتب`
    if (total === 2) return `${a} و${b} يكتبان`
    if (total === 3 && c !== undefined) return `${a} و${b} و${c} يكتبون`
    const others = count(total - 2, { zero: '', one: 'شخص آخر', two: 'شخصان آخران', few: '# آخرون', many: '# شخصًا آخر', other: '# شخص آخر' })
    return `${a} و${b} و${others} يكتبون`
  },

  messages: 'المحادثة',
  skip: 'الانتقال إلى المحادثة',
  back: 'العودة إلى المحادثات',
  compose: 'رسالة',
  send: 'إرسال',
  left: (n) => `بقي ${count(n, { zero: '# حرف', one: 'حرف واحد', two: 'حرفان', few: '# أحرف', many: '# حرفًا', other: '# حرف' })}`,
  tooLong: (n) => `أطول من الحد بـ${count(n, { zero: '# حرف', one: 'حرف واحد', two: 'حرفين', few: '# أحرف', many: '# حرفًا', other: '# حرف' })}`,
  toNewest: 'إلى أحدث رسالة',
  newMessages: (n) =>
    count(n, { zero: 'لا رسائل جديدة', one: 'رسالة جديدة', two: 'رسالتان جديدتان', few: '# رسائل جديدة', many: '# رسالة جديدة', other: '# رسالة جديدة' }),
  arrivedBelow: (n) =>
    count(n, {
      zero: 'لا رسائل جديدة في الأسفل',
      one: 'رسالة جديدة في الأسفل',
      two: 'رسالتان جديدتان في الأسفل',
      few: '# رسائل جديدة في الأسفل',
      many: '# رسالة جديدة في الأسفل',
      other: '# رسالة جديدة في الأسفل',
    }),
  older: 'تعذّر تحميل الرسائل الأقدم.',
  newer: 'تعذّر تحميل الرسائل الأحدث.',
  forwarded: 'مُعاد توجيهها',
  quoteUnseen: 'رسالة من قبل انضمامك',
  toQuoted: (name, text) => `رد على ${name}: ${text}`,
  reaction: (emoji, n, mine) => (mine ? `${emoji}، ${number(n)}، منها تفاعلك: تراجع عنه` : `${emoji}، ${number(n)}: من تفاعل`),
  notReached: 'تعذّر تحميل هذه الرسالة.',
  emoji: 'رموز تعبيرية',
  again: 'حاول مرة أخرى',
  loadFailed: 'تعذّر تحميل هذا الجزء من الصفحة. تحقق من اتصالك.',
  waitingNote: 'في انتظار الاتصال',
  sayHello: (name) => `رحّب بـ${name}`,
  noteHint: 'ما تكتبه هنا لا يراه غيرك. مكان مناسب للقوائم والروابط والأفكار.',
  shape: { picture: 'صورة', voice: 'رسالة صوتية', video: 'فيديو', file: 'ملف' },
  record: 'تسجيل رسالة صوتية',
  attach: 'إرفاق ملفات',
  notMember: 'لا يمكنك رؤية هذه المحادثة',
  notMemberText: 'إما أنها غير موجودة، أو أنك لم تعد عضوًا فيها.',

  actions: 'خيارات الرسالة',
  remove: 'حذف',
  close: 'إغلاق',

  system: {
    created: (actor) => (isYou(actor) ? 'بدأت هذه المحادثة' : `بدأ ${actor} هذه المحادثة`),
    createdGroup: (actor) => (isYou(actor) ? 'أنشأت المجموعة' : `أنشأ ${actor} المجموعة`),
    accepted: (actor) => (isYou(actor) ? 'قبلت الدعوة' : `قبل ${actor} الدعوة`),
    left: (actor) => (isYou(actor) ? 'غادرت المجموعة' : `غادر ${actor} المجموعة`),
    added: (actor, subjects) => (isYou(actor) ? `أضفت: ${subjects}` : `أضاف ${actor}: ${subjects}`),
    removed: (actor, subjects) => (isYou(actor) ? `أزلت: ${subjects}` : `أزال ${actor}: ${subjects}`),
    addedYou: (actor) => `أضافك ${actor}`,
    removedYou: (actor) => `أزالك ${actor}`,
    you: 'أنت',
    other: (actor) => (isYou(actor) ? 'غيّرت هذه المحادثة' : `غيّر ${actor} هذه المحادثة`),
  },
  saidBy: (name) => `${name}:`,
  former: 'لم تعد عضوًا في هذه المجموعة.',
  onlyAdministrators: 'لا يكتب في هذه المجموعة إلا المشرفون.',
  members: (n) => count(n, { zero: 'لا أعضاء', one: 'عضو واحد', two: 'عضوان', few: '# أعضاء', many: '# عضوًا', other: '# عضو' }),
  membersTitle: 'الأعضاء',
  waitingHere: (n) => `${number(n)} لم تُرسل بعد`,
}
