/** Why a message was not sent, in the few Arabic words that fit under its bubble. The long sentences are in ar.failures.ts. */
import type { FailureCode } from './en.reasons.ts'
import type { Translations } from './translation.ts'

const reasons: Partial<Record<FailureCode, string>> = {
  no_connection: 'لا يوجد اتصال.',
  timeout: 'لم يرد الخادم.',
  not_a_member: 'لم تعد عضوًا في هذه المحادثة.',
  chat_not_found: 'المحادثة لم تعد موجودة.',
  text_empty: 'لا يوجد ما يُرسل.',
  text_too_long: 'أطول من اللازم. انسخها وأرسلها على أجزاء.',
  too_large: 'أطول من اللازم. انسخها وأرسلها على أجزاء.',
  text_not_allowed: 'فيها رموز لا يمكن عرضها. انسخها واحذف تلك الرموز.',
  invalid_utf8: 'فيها رموز تالفة. اكتبها من جديد.',
  client_id_conflict: 'لرسالة أخرى الرقم نفسه. انسخها وأرسلها من جديد.',
  not_allowed: 'لا يُسمح لك بالكتابة هنا.',
  person_blocked: 'لقد حظرت هذا الشخص. ألغِ الحظر وحاول مرة أخرى.',
  storage_full: 'لا يستطيع الخادم حفظ الرسائل الآن.',
  login_required: 'تم تسجيل خروجك. سجّل الدخول من جديد.',
  overloaded: 'الخادم مشغول.',
  unavailable: 'لا يستطيع الخادم الوصول إلى قاعدة بياناته.',
  draining: 'يُعاد تشغيل الخادم.',
  server_full: 'لا مكان شاغرًا على الخادم.',
  outcome_unknown: 'ربما وصلت إلى الخادم. لا ضرر من المحاولة مرة أخرى.',
  internal: 'حدث خطأ على الخادم.',
  upgrade_required: 'هذه الصفحة قديمة. أعد تحميلها.',
}

export const waitsFor: Translations['more']['waitsFor'] = (code, until) => {
  if (code === 'rate_limited') return `رسائل كثيرة دفعة واحدة. تنتظر${until === undefined ? '' : ` حتى ${until}`} ثم تُرسل تلقائيًا.`
  if (code === 'storage_full') return 'لا يستطيع الخادم حفظ الرسائل الآن. تنتظر الرسالة هنا.'
  return 'في انتظار الخادم'
}

export const notSent: Translations['more']['notSent'] = (code, until) => {
  if (code === 'rate_limited' || code === 'too_many_attempts') return `لم تُرسل: رسائل كثيرة دفعة واحدة${until === undefined ? '.' : `، حتى ${until}.`}`
  return `لم تُرسل: ${reasons[code] ?? 'رفضها الخادم.'}`
}
