import { Link } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { Empty } from '@/shared/ui';

import { appWords } from './words';

export function NotFound() {
  const { t } = useWords(appWords);
  return <Empty title={t('notFound')} text={t('notFoundText')} act={<Link to="/flow">{t('home')}</Link>} />;
}
