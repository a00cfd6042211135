import { Link } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';

import { groupWords } from './words';

/** A customer group by its name, or by its number where it has none. */
export function GroupchatLink({ groupchat_id, name }: { groupchat_id: number; name: string | null }) {
  const { t } = useWords(groupWords);
  return (
    <Link to="/groupchats/$groupchatId" params={{ groupchatId: groupchat_id }}>
      {name === null || name === '' ? t('unnamed', { id: String(groupchat_id) }) : name}
    </Link>
  );
}
