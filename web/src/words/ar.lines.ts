/** Lines that the server writes about what a group is, in Arabic. */
import { isYou } from './ar.talk.ts'
import type { Translations } from './translation.ts'

export const lines: Translations['more']['lines'] = {
  joined: (who) => (isYou(who) ? 'انضممت عبر رابط' : `انضم ${who} عبر رابط`),
  approved: (who, names) => (isYou(who) ? `أدخلت: ${names}` : `أدخل ${who}: ${names}`),
  promoted: (who, names) => (isYou(who) ? `عيّنت مشرفًا: ${names}` : `عيّن ${who} مشرفًا: ${names}`),
  succeeded: (who) => (isYou(who) ? 'أصبحت مشرفًا' : `أصبح ${who} مشرفًا`),
  youSucceeded: 'أصبحت مشرفًا',
  demoted: (who, names) => (isYou(who) ? `سحبت الإشراف من: ${names}` : `سحب ${who} الإشراف من: ${names}`),
  steppedDown: (who) => (isYou(who) ? 'تخليت عن الإشراف' : `تخلى ${who} عن الإشراف`),
  renamed: (who, name) => (isYou(who) ? `سمّيت المجموعة «${name}»` : `سمّى ${who} المجموعة «${name}»`),
  pinned: (who) => (isYou(who) ? 'ثبّت رسالة' : `ثبّت ${who} رسالة`),
  pictured: (who) => (isYou(who) ? 'غيّرت الصورة' : `غيّر ${who} الصورة`),
  described: (who) => (isYou(who) ? 'غيّرت الوصف' : `غيّر ${who} الوصف`),
  settings: {
    'chat.imported': 'أُحضرت هذه المحادثة من تطبيق مراسلة آخر',
    'timer.off': 'تبقى الرسائل الجديدة من الآن',
    'timer.day': 'تختفي الرسائل الجديدة من الآن بعد 24 ساعة',
    'timer.week': 'تختفي الرسائل الجديدة من الآن بعد 7 أيام',
    'timer.quarter': 'تختفي الرسائل الجديدة من الآن بعد 90 يومًا',
    'group.send.all': 'يستطيع الجميع الكتابة الآن',
    'group.send.administrators': 'الكتابة الآن للمشرفين وحدهم',
    'group.change.all': 'يستطيع الجميع تغيير الاسم والوصف الآن',
    'group.change.administrators': 'تغيير الاسم والوصف الآن للمشرفين وحدهم',
    'group.add.all': 'يستطيع الجميع إضافة أشخاص الآن',
    'group.add.administrators': 'إضافة الأشخاص الآن للمشرفين وحدهم',
    'group.history.all': 'يرى الأعضاء الجدد الرسائل السابقة من الآن',
    'group.history.joining': 'لا يرى الأعضاء الجدد من الآن إلا ما يأتي بعدهم',
    'group.approval.on': 'يُدخل المشرفون من يأتي عبر رابط',
    'group.approval.off': 'من يأتي عبر رابط ينضم فورًا',
  },
}
