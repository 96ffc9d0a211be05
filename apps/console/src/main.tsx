import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { chosenTheme, showTheme } from './page/theme.ts'
import { router } from './router.tsx'
import { Problem } from './service/problem.ts'
import './styles/base.css'
import './styles/frame.css'
import './styles/palette.css'
import './styles/session.css'
import './styles/charts.css'
import './styles/flags.css'
import './styles/experiments.css'
import './styles/results.css'
import './styles/audit.css'
import './styles/print.css'

const FRESH_MS = 10_000

const queries = new QueryClient({
  queryCache: new QueryCache({
    onError(error) {
      if (error instanceof Problem && error.status === 401) void askToSignIn()
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // What was refused is refused again; only silence may end.
      retry: (count, error) =>
        count < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500),
    },
  },
})

/** Goes to the sign-in page, to come back to where one was. */
async function askToSignIn(): Promise<void> {
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in' || pathname === '/invite') return
  await router.navigate({ to: '/sign-in', search: pathname === '/' ? {} : { next: href } })
}

showTheme(chosenTheme())

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element "root"')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
