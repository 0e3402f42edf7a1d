/** ما أُرسل في محادثة إلى جانب الكلمات. */
import type { Translations } from './translation.ts'

export const gallery: Translations['more']['gallery'] = {
  title: 'الوسائط والملفات والروابط',
  kinds: { media: 'الوسائط', file: 'الملفات', voice: 'الصوت', link: 'الروابط' },
  none: 'لم يُرسل شيء من هذا هنا بعد.',
  show: 'عرض في المحادثة',
  save: {
    title: 'حفظ هذه المحادثة',
    text: 'كل ما يجوز لك قراءته منها، بالأسماء والأوقات، كملف على هذا الجهاز.',
    shapes: { text: 'نص', page: 'صفحة', pictures: 'صفحة مع الصور والرسائل الصوتية ومقاطع الفيديو القصيرة' },
    read: (n) => `الرسائل المقروءة: ${n}`,
    save: 'حفظ',
  },
}
