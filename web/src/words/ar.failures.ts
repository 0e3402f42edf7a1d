/** One Arabic sentence, and what can be done, for every code of the protocol and the client's own. */
import type { FailureFacts } from './en.failures.ts'
import type { FailureCode } from './en.reasons.ts'
import { arabic } from './plural.ts'
import type { Translations } from './translation.ts'

type Sentence = string | ((facts: FailureFacts) => string)

/** Longer than this (s), a time of day says more than a count. */
const COUNTED = 90

const soon = ({ seconds, until }: FailureFacts) => {
  if (seconds === undefined) return 'حاول مرة أخرى بعد لحظات.'
  return until !== undefined && seconds > COUNTED ? `حاول مرة أخرى بعد الساعة ${until}.` : `حاول مرة أخرى بعد ${wait(seconds)}.`
}
const ours = ({ referenced }: FailureFacts) =>
  `حدث خطأ على الخادم. حاول مرة أخرى${referenced === true ? '، وإذا تكرر فأعطِ أحد المشرفين الرقم المرجعي.' : '.'}`
const reload = 'لا تتفاهم هذه الصفحة مع الخادم. أعد تحميل الصفحة.'
const elsewhere = 'لم يقبل الخادم هذا العنوان. افتح الصفحة من عنوانها المعتاد.'

function wait(seconds: number): string {
  if (seconds <= COUNTED) return arabic.count(seconds, { zero: 'لحظة', one: 'ثانية واحدة', two: 'ثانيتين', few: '# ثوانٍ', many: '# ثانية', other: '# ثانية' })
  return arabic.count(Math.ceil(seconds / 60), { zero: 'لحظة', one: 'دقيقة واحدة', two: 'دقيقتين', few: '# دقائق', many: '# دقيقة', other: '# دقيقة' })
}

const sentences: Readonly<Record<FailureCode, Sentence>> = {
  no_connection: 'لا يوجد اتصال بالخادم. تحقق من شبكتك وحاول مرة أخرى.',
  timeout: 'لم يرد الخادم في الوقت المناسب. حاول مرة أخرى.',
  too_old: 'مضى على هذه الرسالة أكثر من 7 أيام. أرسلها أو احذفها.',

  handle_taken: 'هذا المعرّف مستخدم. اختر معرّفًا آخر.',
  handle_not_allowed: 'يتكوّن المعرّف من 2 إلى 32 من الحروف اللاتينية الصغيرة والأرقام والنقاط والشرطات السفلية، وبعض الكلمات محجوزة.',
  name_not_allowed: 'هذا الاسم فارغ أو طويل جدًا أو فيه رموز لا يمكن عرضها. استخدم الحروف والمسافات.',
  about_not_allowed: 'فيه رموز لا يمكن عرضها، أو هو أطول من 140 حرفًا. اختصره أو استخدم كلمات بسيطة.',
  password_too_short: 'كلمة المرور قصيرة جدًا. استخدم 10 أحرف على الأقل.',
  password_too_long: 'كلمة المرور طويلة جدًا. استخدم 128 حرفًا على الأكثر.',
  password_common: 'كلمة المرور هذه من أول ما يُخمَّن. اختر غيرها.',
  invalid_credentials: 'المعرّف وكلمة المرور لا يتطابقان. تحقق منهما وحاول مرة أخرى.',
  too_many_attempts: (facts) => `محاولات كثيرة جدًا. ${soon(facts)}`,
  registration_closed: 'لا يقبل هذا الخادم حسابات جديدة من دون دعوة.',
  invite_invalid: 'انتهت مدتها أو استُنفدت أو سُحبت. اطلب دعوة جديدة.',
  reset_invalid: 'انتهت مدة هذا الرابط أو استُخدم من قبل. اطلب من أحد المشرفين رابطًا جديدًا.',
  login_required: 'تم تسجيل خروجك. سجّل الدخول من جديد.',

  text_empty: 'لا يوجد ما يُرسل.',
  text_too_long: 'الرسالة طويلة جدًا. اختصرها أو أرسلها على أجزاء.',
  text_not_allowed: 'في الرسالة رموز لا يمكن عرضها. احذفها وأرسل مرة أخرى.',
  too_large: 'هذا أكبر مما يقبله الخادم. أرسله على أجزاء.',
  invalid_utf8: 'في النص رموز تالفة. اكتبه من جديد.',
  client_id_conflict: 'أُرسلت رسالة أخرى بالرقم نفسه. انسخ النص وأرسله من جديد.',

  not_a_member: 'لم تعد عضوًا في هذه المحادثة.',
  not_allowed_to_send: 'لا يكتب في هذه المجموعة إلا المشرفون.',
  chat_not_found: 'هذه المحادثة لم تعد موجودة.',
  person_not_found: 'لا أحد هنا بهذا المعرّف.',
  entry_not_found: 'هذه الرسالة لم تعد موجودة.',
  account_disabled: 'عطّل أحد المشرفين هذا الحساب. لا يعيد تفعيله إلا مشرف.',
  last_administrator: 'لا بد من مشرف. عيّن مشرفًا آخر أولًا.',
  not_allowed: 'لا يُسمح لك بهذا. اسأل أحد المشرفين.',
  not_yours: 'هذا ليس لك فلا يمكنك تغييره.',
  too_late: 'فات وقت تغيير هذه الرسالة. اكتب رسالة جديدة بدلًا منها.',
  group_full: 'المجموعة ممتلئة. لا يمكن إضافة أحد.',
  person_blocked: 'لقد حظرت هذا الشخص. ألغِ الحظر لتكتب إليه.',
  too_many_kept: 'بلغ عددها الحد الأقصى. اسحب واحدًا منها أولًا.',
  hook_not_found: 'هذا الخطّاف لم يعد موجودًا.',
  not_found: 'هذا لم يعد موجودًا.',
  file_not_found: 'لم يعد هذا الملف موجودًا.',
  file_missing: 'لم يصل أحد ملفات هذه الرسالة كاملًا. احذف الرسالة وأرفق الملف من جديد.',
  file_offset: 'اختلّ ترتيب الرفع. حاول مجددًا.',
  file_too_large: 'هذا الملف أكبر مما يقبله الخادم.',
  length_mismatch: 'انقطع الرفع. حاول مجددًا.',
  quota_full: 'ملأت ملفاتك المساحة المتاحة لك على هذا الخادم أو ما يُسمح به في اليوم. احذف بعضها أو حاول غدًا.',
  image_too_large: 'في هذه الصورة بكسلات أكثر من اللازم. صغّرها أو أرسلها كملف.',
  image_damaged: 'لا يمكن قراءة هذه الصورة. أرسلها كملف.',
  push_endpoint_not_allowed: 'لا يرسل هذا الخادم إشعارات إلى خدمة هذا المتصفح. تصل ما دامت نافذة من هذه الصفحة مفتوحة.',
  mark_ahead: reload,

  rate_limited: (facts) => `هذا أسرع مما يحتمله الخادم. ${soon(facts)}`,
  overloaded: (facts) => `الخادم مشغول. ${soon(facts)}`,
  unavailable: (facts) => `لا يستطيع الخادم الوصول إلى قاعدة بياناته الآن. ${soon(facts)}`,
  server_full: (facts) => `لا مكان شاغرًا على الخادم الآن. ${soon(facts)}`,
  draining: (facts) => `يُعاد تشغيل الخادم. ${soon(facts)}`,
  storage_full: 'لا يستطيع الخادم حفظ الرسائل الآن. رسائلك محفوظة هنا.',
  outcome_unknown: 'ربما وصل إلى الخادم. لا ضرر من المحاولة مرة أخرى.',
  internal: ours,

  already_ready: reload,
  bad_field: reload,
  bad_json: reload,
  json_required: reload,
  json_too_deep: reload,
  method_not_allowed: reload,
  not_ready: reload,
  unknown_field: reload,
  unknown_type: reload,
  upgrade_required: 'يتوفر إصدار أحدث من هذه الصفحة. أعد تحميلها.',
  cross_site: elsewhere,
  origin_not_allowed: elsewhere,
  wrong_host: elsewhere,
  token_in_url: elsewhere,
}

export const sentence: Translations['more']['sentence'] = (code, facts) => {
  const found = sentences[code] as Sentence | undefined
  if (found === undefined) return ours(facts)
  return typeof found === 'string' ? found : found(facts)
}
