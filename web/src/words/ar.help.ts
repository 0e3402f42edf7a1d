/** What is said about using the page itself, in Arabic. */
import type { Translations } from './translation.ts'

export const help: Translations['more']['help'] = {
  title: 'المفاتيح',
  everywhere: 'في كل مكان',
  inChat: 'في المحادثة',
  inMessages: 'بين الرسائل',
  search: 'البحث في المحادثات والأشخاص والرسائل',
  nextChat: 'المحادثة التالية والسابقة',
  thisHelp: 'هذه القائمة',
  send: 'إرسال',
  line: 'سطر جديد',
  editLast: 'تعديل آخر رسالة لك، من حقل فارغ',
  newest: 'إلى أحدث رسالة',
  leave: 'إغلاق، أو ترك ما تفعله',
  move: 'من رسالة إلى رسالة',
  act: 'ما يمكن فعله برسالة',
  swapped: 'المفتاحان \u2066Enter\u2069 و\u2066Shift+Enter\u2069 متبادلان في إعدادات هذا الجهاز.',
  listWidth: 'عرض قائمة المحادثات',
}
