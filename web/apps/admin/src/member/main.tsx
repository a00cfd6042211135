import './member.css';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { adopt, firstLanguage, LanguageContext } from '@/shared/i18n';

import { MemberApp } from './MemberApp';
import { mayPass } from './trouble';

const root = document.getElementById('root');
if (root === null) throw new Error('member.html has no #root');

const language = firstLanguage();
adopt(language);

/** A phone in a shop's cellar: what failed on the line is asked again, and what was read stays on the screen. */
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => failures < 3 && mayPass(error), retryDelay: 1_000 },
  },
});

createRoot(root).render(
  <StrictMode>
    <LanguageContext value={{ language, switchTo: () => undefined }}>
      <QueryClientProvider client={queries}>
        <MemberApp />
      </QueryClientProvider>
    </LanguageContext>
  </StrictMode>,
);
