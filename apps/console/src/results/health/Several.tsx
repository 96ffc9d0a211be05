import { BarChart } from '../../charts/BarChart.tsx'
import type { Results } from '../../service/shapes/results.ts'
import { count, percent } from '../format.ts'
import { Check, sqlOf } from './Check.tsx'
import { isNothingYet } from './expected.ts'

const CAUSES = [
  'People who sign in while it runs, where the rule splits by who they are: split by the anonymous key.',
  'Weights or the salt were changed, which draws people anew.',
  'A targeting key that is not kept, such as one that is made on every page.',
  'An override or a preview link that is not marked as one.',
]

/** Whether units met one variant alone. */
export function Several({ results }: { readonly results: Results }) {
  const { severalVariants } = results.analysis.health
  const isGood = severalVariants.share < 0.01
  const counted = Object.entries(results.units)
  return (
    <Check
      name="Units in several variants"
      isGood={isNothingYet(results) ? undefined : isGood}
      said={severalVariants.units === 0 ? 'none' : percent(severalVariants.share)}
      causes={CAUSES}
      sql={sqlOf(results, 'units')}
    >
      <BarChart
        title="Units by what they met"
        unit="Units"
        bars={[
          ...counted.map(([name, value]) => ({ name, value })),
          { name: 'several variants', value: severalVariants.units, isBad: !isGood },
        ]}
        format={count}
      />
      <p>{count(severalVariants.units)} units met more than one variant, and are left out.</p>
    </Check>
  )
}
