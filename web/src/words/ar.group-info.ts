/** What is said about what a group is: its settings, its links, who asks to join, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = arabic

export const groupInfo: Translations['more']['groupInfo'] = {
  edit: 'تعديل الاسم والوصف',
  about: 'الوصف',
  aboutLeft: (most) => `${number(most)} حرف على الأكثر.`,
  save: 'حفظ',
  cancel: 'إلغاء',
  actsOn: (name) => `ما يمكن فعله مع ${name}`,
  find: 'البحث عن عضو',
  nobodyFound: 'لا أحد هنا بهذا الاسم.',
  promote: (name) => `تعيين ${name} مشرفًا`,
  demote: (name) => `سحب الإشراف من ${name}`,
  stepDown: 'التخلي عن الإشراف',
  lastLeaves: 'أنت المشرف الوحيد. حين تغادر يصبح مشرفًا من أمضى هنا أطول مدة.',

  settings: 'إعدادات المجموعة',
  send: 'من يكتب',
  change: 'من يغيّر الاسم والوصف',
  add: 'من يضيف أشخاصًا',
  all: 'الجميع',
  administrators: 'المشرفون فقط',
  history: 'إظهار الرسائل السابقة للأعضاء الجدد',
  approval: 'الموافقة على من يأتي عبر رابط',
  approvalText: 'يقرر أحد المشرفين في كل مرة. عندها لا يضيف الأشخاص إلا المشرفون.',

  links: 'روابط الانضمام',
  linksText: 'من له حساب هنا ويفتح الرابط يستطيع الانضمام أو طلب الانضمام.',
  noLinks: 'لا رابط الآن.',
  makeLink: 'إنشاء رابط',

  requests: 'طلبات الانضمام',
  requestsOf: (name) => `طلبات الانضمام إلى «${name}»`,
  letIn: (name) => `إدخال ${name}`,
  decline: (name) => `رفض ${name}`,
  yes: 'إدخال',
  no: 'رفض',

  joining: {
    looking: 'جارٍ فتح الرابط',
    bad: 'هذا الرابط لا يقود إلى شيء',
    home: 'إلى محادثاتك',
    title: (name) => `الانضمام إلى «${name}»؟`,
    askTitle: (name) => `طلب الانضمام إلى «${name}»؟`,
    members: (n) => count(n, { zero: 'لا أعضاء', one: 'عضو واحد', two: 'عضوان', few: '# أعضاء', many: '# عضوًا', other: '# عضو' }),
    join: 'انضمام',
    ask: 'طلب الانضمام',
    askText: 'يقرر أحد المشرفين. ترى المحادثة حالما يُدخلك.',
    asked: 'طلبت الانضمام',
    askedText: (name) => `يقرر أحد مشرفي «${name}». تظهر المحادثة في قائمتك حين تصبح عضوًا.`,
    notNow: 'ليس الآن',
    door: 'أعطاك أحدهم رابطًا إلى مجموعة',
    doorText: 'سجّل الدخول لترى أي مجموعة.',
  },
}
