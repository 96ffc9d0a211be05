import { Link, useNavigate } from '@tanstack/react-router'
import { fieldOf } from '../session/field-of.ts'
import { auditSearchOf, type AuditSearch } from './audit-search.ts'

/** First words of actions, which find all that begin with them. */
const ACTIONS = ['ruleset', 'flag', 'experiment', 'rollout', 'annotation', 'key', 'environment']

/** What entries are looked for by; the address holds it. */
export function AuditFilter({
  environment,
  search,
}: {
  readonly environment: string
  readonly search: AuditSearch
}) {
  const navigate = useNavigate()
  return (
    <search>
      <form
        className="filter"
        onSubmit={(event) => {
          event.preventDefault()
          const form = event.currentTarget
          const asked = Object.fromEntries(
            ['action', 'actor', 'subject', 'from', 'to'].map((name) => [name, fieldOf(form, name)]),
          )
          void navigate({
            to: '/environments/$environment/audit',
            params: { environment },
            search: auditSearchOf(asked),
          })
        }}
      >
        <label>
          What was done
          <input name="action" list="actions" maxLength={128} defaultValue={search.action} />
        </label>
        <datalist id="actions">
          {ACTIONS.map((action) => (
            <option key={action}>{action}</option>
          ))}
        </datalist>
        <label>
          To what
          <input name="subject" maxLength={256} defaultValue={search.subject} />
        </label>
        <label>
          By whom
          <input name="actor" maxLength={100} defaultValue={search.actor} />
        </label>
        <label>
          From
          <input name="from" type="date" defaultValue={search.from} />
        </label>
        <label>
          To
          <input name="to" type="date" defaultValue={search.to} />
        </label>
        <button type="submit" className="main">
          Find
        </button>
        <Link to="/environments/$environment/audit" params={{ environment }} search={{}}>
          Show all
        </Link>
      </form>
    </search>
  )
}
