import { Banner } from '@sluice/demo/src/banner/Banner.tsx'
import { PieceGrid } from '@sluice/demo/src/catalogue/PieceGrid.tsx'
import { Hero } from '@sluice/demo/src/hero/Hero.tsx'
import { Footer } from '@sluice/demo/src/page/Footer.tsx'
import { Header } from '@sluice/demo/src/page/Header.tsx'
import { personas, type Persona } from '@sluice/demo/src/people/personas.ts'
import { Recommendations } from '@sluice/demo/src/recommendations/Recommendations.tsx'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, fn } from 'storybook/test'
import { gates } from '../story-parameters.ts'
import './look.ts'

interface FrontPageProps {
  readonly onAct: () => void
}

/** The front page, with nobody behind it. */
function FrontPage({ onAct }: FrontPageProps): ReactElement {
  return (
    <>
      <Banner />
      <Header persona={personas[0] as Persona} onPersona={onAct} count={2} onBasket={onAct} />
      <main>
        <Hero />
        <PieceGrid onOpen={onAct} onAdd={onAct} />
        <Recommendations onOpen={onAct} />
      </main>
      <Footer />
    </>
  )
}

const meta = {
  title: 'Shop/Front page',
  component: FrontPage,
  args: { onAct: fn() },
  parameters: { layout: 'fullscreen' },
} satisfies Meta<typeof FrontPage>

export default meta

type Story = StoryObj<typeof meta>

export const Visitor: Story = {}

/** Nobody has allowed that anything is recorded; what is drawn is the same. */
export const WithoutConsent: Story = {
  parameters: gates({ status: 'no-consent', variants: { banner: 'kiln' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/The kiln is open/)).toBeInTheDocument()
  },
}
