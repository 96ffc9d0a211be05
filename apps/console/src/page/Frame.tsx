import { Name } from './Name.tsx'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { PaletteButton } from '../palette/PaletteButton.tsx'
import { environmentsQuery, sessionQuery } from '../service/queries.ts'
import { useSignOut } from '../session/use-sign-out.ts'
import { showTheme, useTheme, type Theme } from './theme.ts'

/** What stands around every page: where one is, where one can go, who one is. */
export function Frame() {
  const { environment } = useParams({ strict: false })
  const path = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => {
    document.querySelector('h1')?.focus({ preventScroll: true })
  }, [path])
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="frame">
        <Link to="/" className="brand">
          Sluice
        </Link>
        {environment !== undefined && (
          <nav aria-label="Pages">
            <Link to="/environments/$environment/flags" params={{ environment }}>
              Flags
            </Link>
            <Link to="/environments/$environment/experiments" params={{ environment }}>
              Experiments
            </Link>
            <Link to="/environments/$environment/rollouts" params={{ environment }}>
              Rollouts
            </Link>
            <Link to="/environments/$environment/audit" params={{ environment }}>
              Audit log
            </Link>
          </nav>
        )}
        {environment !== undefined && <EnvironmentPicker environment={environment} />}
        <PaletteButton environment={environment} />
        <Account />
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  )
}

function EnvironmentPicker({ environment }: { readonly environment: string }) {
  const { data = [] } = useQuery(environmentsQuery)
  const navigate = useNavigate()
  const page = useRouterState({
    select: ({ location }) => location.pathname.split('/')[3] ?? 'flags',
  })
  const keys = new Set([environment, ...data.map(({ key }) => key)])
  return (
    <label className="picker">
      <span>Environment</span>
      <select
        value={environment}
        onChange={({ target }) => {
          const to = `/environments/${encodeURIComponent(target.value)}/${page}`
          void navigate({ to })
        }}
      >
        {[...keys].map((key) => (
          <option key={key}>{key}</option>
        ))}
      </select>
    </label>
  )
}

function Account() {
  const { data } = useQuery(sessionQuery)
  const theme = useTheme()
  const signOut = useSignOut()
  return (
    <div className="account">
      <label className="picker">
        <span>Look</span>
        <select value={theme} onChange={({ target }) => showTheme(target.value as Theme)}>
          <option value="system">System</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </label>
      {data !== undefined && (
        <>
          <span className="who">
            <Name text={data.name} /> <span className="faint">{data.role}</span>
          </span>
          <button type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </>
      )}
    </div>
  )
}
