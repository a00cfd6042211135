import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('.'),
  plugins: [react()],
  resolve: { alias: { '@': at('./src') } },
  build: {
    // Served by our own server at `/`; the wheel carries it.
    outDir: at('../../../src/lingqu/entrypoints/web/static'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 700,
    // The member's own page stands beside the admin and shares none of its components: phones load it.
    rolldownOptions: { input: { index: at('./index.html'), member: at('./member.html') } },
  },
  server: { proxy: { '/api': process.env.LINGQU_API ?? 'http://127.0.0.1:8400' } },
});
