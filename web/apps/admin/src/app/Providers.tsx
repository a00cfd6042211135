import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { ConfigProvider } from 'tdesign-react';
import enUS from 'tdesign-react/es/locale/en_US';
import zhCN from 'tdesign-react/es/locale/zh_CN';

import { adopt, firstLanguage, type Language, LanguageContext, speak } from '@/shared/i18n';

import { queryClient } from './queryClient';

const TDESIGN: Record<Language, typeof enUS> = { zh: zhCN, en: enUS };

/** Language and server state for everything below. */
export function Providers({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  useEffect(() => adopt(language), [language]);
  const spoken = useMemo(
    () => ({
      language,
      switchTo: (next: Language) => {
        speak(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return (
    <LanguageContext value={spoken}>
      <ConfigProvider globalConfig={TDESIGN[language]}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </ConfigProvider>
    </LanguageContext>
  );
}
