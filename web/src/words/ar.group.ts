/** What is said about groups, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

const { count, number } = arabic
const persons = (n: number) => count(n, { zero: 'لا أحد', one: 'شخص واحد', two: 'شخصين', few: '# أشخاص', many: '# شخصًا', other: '# شخص' })

export const group: Translations['more']['group'] = {
  newGroup: 'مجموعة جديدة',
  newGroupText: 'اختر الأشخاص وأعطِها اسمًا.',
  name: 'اسم المجموعة',
  nameLeft: (most) => `${number(most)} حرف على الأكثر.`,
  create: 'إنشاء المجموعة',
  nobodyChosen: 'اختر شخصًا واحدًا على الأقل، أو أنشئها الآن وأضف الأشخاص لاحقًا.',
  chosen: (n) => `اخترت ${persons(n)}`,
  isChosen: 'مختار',
  unchoose: (name) => `استبعاد ${name}`,
  full: (most) => `تتسع المجموعة لـ${persons(most)}.`,

  administrator: 'مشرف',
  add: 'إضافة أشخاص',
  addThem: (n) => `إضافة ${persons(n)}`,
  notAdded: (names) => `تعذّرت إضافة ${names}.`,
  open: 'فتح المجموعة',
  allIn: 'عضو بالفعل',
  remove: (name) => `إزالة ${name}`,
  removeTitle: (name) => `إزالة ${name}؟`,
  removeText: (name) => `يحتفظ ${name} بما كُتب حتى الآن، ولا يرى شيئًا مما يأتي بعده.`,
  removeYes: 'إزالة',
  leave: 'مغادرة المجموعة',
  leaveTitle: 'هل تغادر هذه المجموعة؟',
  leaveText: 'تحتفظ بما كُتب حتى الآن، ولا ترى شيئًا مما يأتي بعده. يستطيع أحد أعضائها إضافتك من جديد.',
  leaveYes: 'مغادرة',
  stay: 'البقاء',

  readBy: 'قرأها',
  deliveredTo: 'وصلت إلى',
  waitingFor: 'في الانتظار',
  expiredFor: 'انتهت مدتها',
  nobodyLeft: 'لم يبقَ في المجموعة أحد ممن كانوا فيها حينها.',
}
