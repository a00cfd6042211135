import { defineWords } from '@/shared/i18n';

export const formatWords = defineWords({ justNow: '刚刚' }, { justNow: 'just now' });
