import { useWords } from '@/shared/i18n';

import { identityWords } from './words/identities';

const KINDS = ['unionid', 'openid', 'phone', 'member', 'device'] as const;
const SOURCES = ['wecom', 'mini_program', 'members', 'order', 'import'] as const;
const BUYER = 'buyer:';

/** What a kind of identity is called; a shop's buyers by the shop. */
export function useKindOf() {
  const { t } = useWords(identityWords);
  return (kind: string): string => {
    if (kind.startsWith(BUYER)) return t('kind_buyer', { shop: kind.slice(BUYER.length) });
    const known = KINDS.find((one) => one === kind);
    return known === undefined ? kind : t(`kind_${known}`);
  };
}

/** Who told an identity. */
export function useSourceOf() {
  const { t } = useWords(identityWords);
  return (source: string): string => {
    const known = SOURCES.find((one) => one === source);
    return known === undefined ? source : t(`source_${known}`);
  };
}
