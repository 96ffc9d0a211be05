import { Name } from '../page/Name.tsx'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { Failed, Loaded } from '../page/State.tsx'
import { moment } from '../page/time.ts'
import { Title } from '../page/Title.tsx'
import { auditQuery, auditReportQuery } from '../service/queries.ts'
import { AuditFilter } from './AuditFilter.tsx'
import type { AuditEntry } from '../service/shapes/audit.ts'
import { Value } from '../flags/Value.tsx'

/** Who changed what, when and why, and whether anybody tampered with that. */
export function AuditLog() {
  const { environment } = useParams({ from: '/in/environments/$environment/audit' })
  const search = useSearch({ from: '/in/environments/$environment/audit' })
  const { before, ...filter } = search
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const report = useQuery(auditReportQuery(environment))
  const page = useQuery(auditQuery(environment, search))
  const broken = report.data?.fault?.seq
  return (
    <>
      <Title text="Audit log" />
      {report.isPending && <output>Verifying the log …</output>}
      {report.error !== null && <Failed error={report.error} />}
      {report.data !== undefined &&
        (report.data.fault === undefined ? (
          <p className="notice good">
            <strong>✓ Whole.</strong> {report.data.entries} entries were verified against the signed
            end of the log.
          </p>
        ) : (
          <div className="notice bad" role="alert">
            <p>
              <strong>✗ Broken at entry {report.data.fault.seq}.</strong> {report.data.fault.detail}
            </p>
            <p>
              Entries before it were verified. It and all that follow may have been changed: compare
              with a backup and with the copy that <code>sluice audit export</code> made.{' '}
              <Link
                to="/environments/$environment/audit"
                params={{ environment }}
                search={{ before: report.data.fault.seq + 1 }}
              >
                Show entry {report.data.fault.seq}
              </Link>
            </p>
            <p className="faint">
              Kind <code>{report.data.fault.kind}</code>; {report.data.entries} entries looked at;
              the signed end is entry {report.data.headSeq ?? 'unknown'}.
            </p>
          </div>
        ))}
      <AuditFilter key={JSON.stringify(filter)} environment={environment} search={search} />
      <Loaded query={page} what="the entries">
        {({ items, next }) => (
          <>
            {items.length === 0 && (
              <p>
                {!isFiltered
                  ? 'There are no entries.'
                  : next === undefined
                    ? 'No entry is like that.'
                    : 'None of the entries that were looked through is like that. Older ones may be.'}
              </p>
            )}
            <ol className="entries">
              {items.map((entry, index) => (
                <Entry
                  key={entry?.seq ?? `unreadable-${index}`}
                  entry={entry}
                  environment={environment}
                  isBroken={entry !== null && entry.seq === broken}
                />
              ))}
            </ol>
            <nav aria-label="More entries" className="pages">
              {before !== undefined && (
                <Link
                  to="/environments/$environment/audit"
                  params={{ environment }}
                  search={filter}
                >
                  Newest
                </Link>
              )}
              {next !== undefined && (
                <Link
                  to="/environments/$environment/audit"
                  params={{ environment }}
                  search={{ ...filter, before: next }}
                >
                  Older
                </Link>
              )}
            </nav>
          </>
        )}
      </Loaded>
    </>
  )
}

function Entry({
  entry,
  environment,
  isBroken,
}: {
  readonly entry: AuditEntry
  readonly environment: string
  readonly isBroken: boolean
}) {
  if (entry === null) return <li className="bad">✗ An entry that cannot be read any more.</li>
  const { seq, at, actor, action, subject, reason, before, after, hash } = entry
  return (
    <li className={isBroken ? 'bad' : undefined}>
      <details>
        <summary>
          <span className="seq">{seq}</span> <strong>{action}</strong>{' '}
          {subject !== null && <code>{subject}</code>}{' '}
          <span>
            by <Name text={actor.name} />
          </span>{' '}
          {actor.role !== undefined && <span className="faint">{actor.role}</span>}{' '}
          <time className="faint" dateTime={at}>
            {moment(at)}
          </time>
          {isBroken && <strong> ✗ the log breaks here</strong>}
        </summary>
        {reason !== null && (
          <p>
            Why: “<Name text={reason} />”
          </p>
        )}
        <p className="faint">
          In {environment}, hash <code>{hash}</code>
        </p>
        <h2>Before</h2>
        <Value value={before} />
        <h2>After</h2>
        <Value value={after} />
      </details>
      {!isBroken && reason !== null && (
        <p className="reason">
          “<Name text={reason} />”
        </p>
      )}
    </li>
  )
}
