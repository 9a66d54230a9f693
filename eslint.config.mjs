import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const timers = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'Take time from the injected clock.',
}));

export default tseslint.config(
  { ignores: ['dist/', 'generated/', 'coverage/', 'tests/fixtures/', 'node_modules/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.cjs', 'bin/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        module: 'writable',
        setTimeout: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
    },
  },
  {
    files: ['lib/**/*.ts', 'framework/**/*.ts', 'modules/**/*.ts', 'manager/**/*.ts', 'csms/**/*.ts', 'cli/**/*.ts'],
    ignores: ['framework/clock/**'],
    rules: {
      'no-restricted-globals': ['error', ...timers],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take time from the injected clock.' },
      ],
    },
  },
  {
    files: ['lib/**/*.ts', 'framework/**/*.ts', 'modules/**/*.ts', 'csms/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Only cli and manager end the process.' },
        { object: 'Date', property: 'now', message: 'Take time from the injected clock.' },
      ],
    },
  },
  { files: ['framework/clock/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['cli/**/*.ts', 'bench/**/*.ts', 'codegen/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['tests/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
