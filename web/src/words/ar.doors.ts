/** What is said before somebody is signed in, in Arabic. */
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

export const doors: Translations['more']['doors'] = {
  tagline: 'محادثات بعلامات تقول الحقيقة.',
  name: 'الاسم',
  nameHint: 'ما يراه الآخرون. اكتبه بأي لغة تريد.',
  handle: 'المعرّف',
  handleHint: 'به يجدك الآخرون: حروف لاتينية صغيرة وأرقام و \u2066_\u2069.',
  password: 'كلمة المرور',
  passwordHint: (least) =>
    `${arabic.count(least, { zero: '# حرف', one: 'حرف واحد', two: 'حرفان', few: '# أحرف', many: '# حرفًا', other: '# حرف' })} على الأقل. جملة قصيرة خيار جيد.`,
  show: 'إظهار',
  hide: 'إخفاء',
  working: 'لحظة من فضلك…',
  signUp: {
    title: 'أنشئ حسابك',
    button: 'إنشاء الحساب',
    haveOne: 'لديك حساب؟',
    toSignIn: 'تسجيل الدخول',
    firstTitle: 'إعداد هذا الخادم',
    firstText: 'أنت أول من يصل. سيكون حسابك حساب المشرف.',
    closed: 'هذا الخادم لا يقبل حسابات جديدة.',
    byInvitation: 'الحسابات هنا بالدعوة. اطلب رابطًا من أحد مستخدمي هذا الخادم.',
    needsLink: 'لا حسابات على هذا الخادم بعد. افتح رابط الإعداد الذي طبعه عند تشغيله.',
  },
  signIn: {
    title: 'أهلًا بعودتك',
    button: 'تسجيل الدخول',
    noAccount: 'جديد هنا؟',
    toSignUp: 'إنشاء حساب',
    forgotten: 'نسيت كلمة المرور؟ يستطيع أحد المشرفين أن يعطيك رابطًا لكلمة جديدة.',
    again: 'تم تسجيل خروج هذا الجهاز. سجّل الدخول من جديد للمتابعة.',
  },
  invite: {
    title: (name) => `${name} يدعوك إلى محادثة`,
    text: 'أنشئ حسابًا وستكونان في محادثة واحدة على الفور.',
    signedInText: (name) => `سجّلت الدخول باسم ${name}.`,
    accept: (name) => `التحدث مع ${name}`,
    expires: (when) => `هذه الدعوة صالحة حتى ${when}.`,
    looking: 'جارٍ التحقق من الدعوة…',
    bad: 'لا يمكن استخدام هذه الدعوة',
    home: 'إلى الصفحة الرئيسية',
  },
  setUp: {
    title: 'إعداد هذا الخادم',
    text: 'أنشئ الحساب الأول. سيكون حساب المشرف الذي يدعو الآخرين.',
  },
  reset: {
    title: 'اختر كلمة مرور جديدة',
    text: 'سيتم تسجيل خروج كل أجهزتك. سجّل الدخول من جديد بكلمة المرور الجديدة.',
    button: 'حفظ كلمة المرور',
    field: 'كلمة المرور الجديدة',
    done: 'حُفظت كلمة المرور الجديدة.',
    toSignIn: 'تسجيل الدخول',
  },
}
