// The walls of the web: shared ← features ← app, features in the same rows as the server's capabilities,
// no literal text outside the catalogues, no file over 250 lines.
import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const SRC = './apps/admin/src';

/** Lowest first, as the server's capabilities: a feature may use those below it, through their index only. */
const FEATURES = [
  'session',
  'corps',
  'ingestion',
  'directory',
  'customers',
  'groupchats',
  'commerce',
  'deliveries',
  'segments',
  'acquisition',
  'tasks',
  'outreach',
  'flow',
];

const zones = [
  {
    target: `${SRC}/shared`,
    from: [`${SRC}/features`, `${SRC}/app`],
    message: 'shared knows no feature and no app',
  },
  { target: `${SRC}/features`, from: `${SRC}/app`, message: 'features do not know the app' },
  ...FEATURES.map((name, row) => ({
    target: `${SRC}/features/${name}`,
    from: `${SRC}/features`,
    except: [`./${name}`, ...FEATURES.slice(0, row).map((lower) => `./${lower}/index.ts`)],
    message: 'a feature uses only the features below it, and only through their index',
  })),
];

const CJK = '[\\u3000-\\u303f\\u4e00-\\u9fff\\uff00-\\uffef]';
const noLiteralText = [
  { selector: `Literal[value=/${CJK}/]`, message: 'Chinese text belongs in a words file' },
  { selector: `TemplateElement[value.raw=/${CJK}/]`, message: 'Chinese text belongs in a words file' },
  { selector: `JSXText[value=/${CJK}|[A-Za-z]{2,}/]`, message: 'text belongs in a words file' },
  {
    selector:
      'JSXAttribute[name.name=/^(title|label|placeholder|aria-label|alt|header|content|description)$/] > Literal[value=/[A-Za-z]{2,}/]',
    message: 'text belongs in a words file',
  },
];

export default tseslint.config(
  { ignores: ['**/node_modules', '**/dist', 'packages/api/src/schema.ts'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } },
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { 'import-x': importX, 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: 'apps/admin/tsconfig.json' }),
        createNodeResolver(),
      ],
    },
    rules: {
      ...reactHooks.configs.flat.recommended.rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `void promise` is how a handler says that the answer is handled elsewhere (query cache)
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // numbers are made readable by shared/format; in URLs and keys they are plain
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-imports': [
        'error',
        {
          name: 'tdesign-react',
          importNames: ['Button'],
          message: 'use Button of @/shared/ui: it stays a button when disabled',
        },
      ],
      'max-lines': ['error', { max: 250 }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...noLiteralText],
    },
  },
  {
    files: ['**/words.ts', '**/words/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/shared/ui/{Button,LinkButton}.tsx'],
    rules: { 'no-restricted-imports': 'off' },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
