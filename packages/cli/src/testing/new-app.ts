import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProgramEnd } from '../shell.ts'
import type { Ran, RunOptions } from './run-sluice.ts'
import { runSluice } from './run-sluice.ts'
import { testFolder } from './test-service.ts'

type Files = Readonly<Record<string, string>>

const IGNORED = `node_modules
dist
`

const PAGE = `<!doctype html>
<div id="root"></div>
<script type="module" src="/src/main.ENDING"></script>
`

const MAIN = `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './index.css'
import App from './App.ENDING'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
`

const LAYOUT = `import { Geist } from "next/font/google";
import "./globals.css";

const geist = Geist({ variable: "--font-geist", subsets: ["latin"] });

export default function RootLayout({ children }PROPS) {
  return (
    <html lang="en" className={\`\${geist.variable}\`}>
      <body>{children}</body>
    </html>
  );
}
`

/** What a generator was asked for. */
export type Template =
  | 'vite react-ts'
  | 'vite react'
  | 'next ts, src'
  | 'next ts'
  | 'next js, src'
  | 'next js'

/** What the generators of the frameworks leave behind, as far as it matters here. */
const APPS: Readonly<Record<Template, Files>> = {
  'vite react-ts': vite('tsx'),
  'vite react': vite('jsx'),
  'next ts, src': next('src/app', 'tsx'),
  'next ts': next('app', 'tsx'),
  'next js, src': next('src/app', 'js'),
  'next js': next('app', 'js'),
}

/** An app in a fresh folder, gone when the test ends. */
export interface NewApp {
  readonly folder: string
  /** Runs `sluice init`; what it runs itself is noted, not run. */
  readonly init: (argv?: readonly string[], options?: RunOptions) => Promise<Ran>
  /** Programs that it ran, but for git. */
  readonly programs: string[]
  readonly read: (name: string) => Promise<string>
  /** Every file with its text. */
  readonly files: () => Promise<Files>
}

/**
 * Makes an app.
 *
 * @param files - on top of those of the template; an empty text leaves one out
 * @param installs - how the package manager ends
 */
export async function newApp(
  template: Template,
  files: Files = {},
  installs: ProgramEnd = { code: 0, output: '' },
): Promise<NewApp> {
  return makeApp({ ...APPS[template], ...files }, installs)
}

/** As {@link newApp}, of these files alone. */
export async function makeApp(
  files: Files,
  installs: ProgramEnd = { code: 0, output: '' },
): Promise<NewApp> {
  const { folder, read } = await testFolder()
  for (const [name, text] of Object.entries(files)) {
    if (text === '') continue
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  const programs: string[] = []
  const run = async ([name, ...args]: readonly string[]): Promise<ProgramEnd> => {
    if (name === 'git') return Promise.resolve({ code: 128, output: '' })
    programs.push([name, ...args].join(' '))
    return Promise.resolve(installs)
  }
  return {
    folder,
    programs,
    read,
    init: async (argv = ['--yes'], options = {}) =>
      runSluice(['init', ...argv], { cwd: folder, run, ...options }),
    files: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const names = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      return Object.fromEntries(
        await Promise.all(
          names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
        ),
      )
    },
  }
}

function vite(ending: 'tsx' | 'jsx'): Files {
  const isTyped = ending === 'tsx'
  const main = MAIN.replace('ENDING', ending)
  return {
    'package.json': manifest('vite', '^8.3.4', { build: 'vite build', dev: 'vite' }),
    '.gitignore': IGNORED,
    'index.html': PAGE.replace('ENDING', ending),
    [`src/main.${ending}`]: isTyped ? main : main.replace(')!', ')'),
    ...(isTyped && { 'tsconfig.json': '{ "files": [] }\n' }),
  }
}

function next(folder: 'app' | 'src/app', ending: 'tsx' | 'js'): Files {
  const isTyped = ending === 'tsx'
  return {
    'package.json': manifest('next', '16.4.3', { dev: 'next dev', build: 'next build' }),
    '.gitignore': IGNORED,
    [`${folder}/layout.${ending}`]: LAYOUT.replace('PROPS', isTyped ? ': LayoutProps<"/">' : ''),
    [isTyped ? 'tsconfig.json' : 'jsconfig.json']: '{}\n',
  }
}

function manifest(framework: string, version: string, scripts: Readonly<Record<string, string>>) {
  const dependencies = { [framework]: version, react: '^19.3.1', 'react-dom': '^19.3.1' }
  const value = { name: 'app', private: true, scripts, dependencies, devDependencies: {} }
  return `${JSON.stringify(value, undefined, 2)}\n`
}
