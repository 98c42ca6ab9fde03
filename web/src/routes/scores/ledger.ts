// The lines of a score's ledger and what they add up to. Pure.
import type { Fitted, LedgerLine } from "./answer";

/** The lines with the strongest first. */
export function strongest(ledger: readonly LedgerLine[]): LedgerLine[] {
  return ledger.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

/** The sum, rounded where floats begin to lie. */
export function total(ledger: readonly LedgerLine[], base = 0): number {
  return Number((ledger.reduce((sum, line) => sum + line.points, 0) + base).toFixed(9));
}

/** The probability that a sum of log odds is. */
export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** How many times the odds change by one standard deviation more of each component, the strongest first. */
export function odds(fitted: Fitted): { component: string; odds: number }[] {
  return fitted.components
    .map((one) => ({ component: one.component, odds: Math.exp(one.coefficient) }))
    .sort((a, b) => Math.abs(Math.log(b.odds)) - Math.abs(Math.log(a.odds)));
}
