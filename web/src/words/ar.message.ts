/** What can be done with messages, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { count } = arabic
/** As what is acted upon, and as what acts. */
const messages = (n: number) => count(n, { zero: '# رسالة', one: 'رسالة واحدة', two: 'رسالتين', few: '# رسائل', many: '# رسالة', other: '# رسالة' })
const chats = (n: number) => count(n, { zero: '# محادثة', one: 'محادثة واحدة', two: 'محادثتين', few: '# محادثات', many: '# محادثة', other: '# محادثة' })

export const message: Translations['more']['message'] = {
  reply: 'رد',
  replyingTo: (name) => `رد على ${name}`,
  replyingToSelf: 'رد على نفسك',
  leaveReply: 'إلغاء الرد',
  link: 'ما يدور حوله الرابط',
  dropLink: 'إرسال بدونه',
  forward: 'إعادة توجيه',
  select: 'تحديد',

  selected: (n) => `حُدّدت ${messages(n)}`,
  leaveSelection: 'إنهاء التحديد',
  selection: 'الرسائل المحددة',
  copySeveral: (n) => `نسخ ${messages(n)}`,
  forwardSeveral: (n) => `إعادة توجيه ${messages(n)}`,
  deleteSeveral: (n) => `حذف ${messages(n)} لدى الجميع`,
  deleteSeveralText: 'يرى الآخرون أن رسائل حُذفت.',
  notDeleted: (n) => `تعذّر حذف ${messages(n)}.`,

  forwardTo: 'إعادة التوجيه إلى',
  findChat: 'البحث عن محادثة',
  noChat: 'لا محادثة بهذا الاسم.',
  most: (n) => `${count(n, { zero: '# محادثة', one: 'محادثة واحدة', two: 'محادثتان', few: '# محادثات', many: '# محادثة', other: '# محادثة' })} على الأكثر دفعة واحدة.`,
  sendTo: (n) => `إرسال إلى ${chats(n)}`,

  mentionList: 'أعضاء يمكنك ذكرهم',

  react: 'تفاعل',
  quick: 'تفاعلات سريعة',
  otherEmoji: 'رمز تعبيري آخر',
  reactions: 'التفاعلات',
  takeBack: 'سحب التفاعل',
  emoji: 'الرموز التعبيرية',
  findEmoji: 'البحث عن رمز تعبيري',
  noEmoji: 'لا رمز تعبيري بهذا الاسم.',
  recent: 'المستخدمة مؤخرًا',
  groups: {
    smileys_emotion: 'الوجوه والمشاعر',
    people_body: 'الناس',
    animals_nature: 'الحيوانات والطبيعة',
    food_drink: 'الطعام والشراب',
    travel_places: 'السفر والأماكن',
    activities: 'الأنشطة',
    objects: 'الأشياء',
    symbols: 'العلامات',
    flags: 'الأعلام',
  },
  edit: 'تعديل',
  copy: 'نسخ',
  copied: 'تم النسخ',
}
