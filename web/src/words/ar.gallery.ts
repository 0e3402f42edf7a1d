/** ما أُرسل في محادثة إلى جانب الكلمات. */
import type { Translations } from './translation.ts'

export const gallery: Translations['more']['gallery'] = {
  title: 'الوسائط والملفات والروابط',
  kinds: { media: 'الوسائط', file: 'الملفات', voice: 'الصوت', link: 'الروابط' },
  none: 'لم يُرسل شيء من هذا هنا بعد.',
  show: 'عرض في المحادثة',
}
