import { drawnPlaces } from '@sluice/react/overlay'

/** Gives, by flag, which variants something on the page has a case for. */
export function drawnCases(): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, Set<string>>()
  for (const { flag, cases } of drawnPlaces)
    if (cases) all.set(flag, new Set([...(all.get(flag) ?? []), ...Object.keys(cases)]))
  return new Map([...all].map(([flag, names]) => [flag, [...names]]))
}
