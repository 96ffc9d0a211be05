import { GrowthBook, GrowthBookProvider, useFeatureIsOn } from '@growthbook/growthbook-react'
import type { ReactNode } from 'react'
import type { PageContestant } from '../contestant.ts'
import { flagKeys, isOn, PERSON, service } from '../flags.ts'
import { countRender } from '../renders.ts'

const features = () =>
  Object.fromEntries(flagKeys.map((key) => [key, { defaultValue: isOn.get(key) === true }]))

const growthbook = new GrowthBook({ attributes: { id: PERSON, country: 'DE' } })

/** GrowthBook, whose rules are evaluated on the page. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <GrowthBookProvider growthbook={growthbook}>{children}</GrowthBookProvider>
  ),
  Reader({ flag }) {
    countRender()
    return <li>{useFeatureIsOn(flag) ? 'on' : 'off'}</li>
  },
  start() {
    growthbook.initSync({ payload: { features: features() } })
  },
  turnOn: (flag) => growthbook.setForcedFeatures(new Map([[flag, true]])),
  takeBack: () => growthbook.setForcedFeatures(new Map()),
  answer: () => JSON.stringify({ features: features() }),
  async refresh() {
    const payload = (await (await service.respond()).json()) as {
      features: ReturnType<typeof features>
    }
    await growthbook.setPayload(payload)
  },
  repeatContext: () => growthbook.setAttributes({ id: PERSON, country: 'DE' }),
  read: (flag) => growthbook.isOn(flag),
}
