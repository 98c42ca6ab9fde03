// What is shown of lifetimes: the curves, their table, and what sums each of them up. Pure but for the words.
import type { SurvivalAnswer, SurvivalCurve, SurvivalPoint } from "$lib/api/analyses";
import { partName } from "$lib/asking/part";
import type { SurvivalInput } from "$lib/charts/survival";
import * as format from "$lib/format";
import { analyses } from "$lib/i18n/analyses";
import type { Language } from "$lib/i18n/language.svelte";
import { survival as words } from "$lib/i18n/survival";
import { columnsIn } from "$lib/parts/columns";
import type { Column } from "$lib/parts/table";

export function curveName(curve: SurvivalCurve): string {
  return partName(curve.by, analyses.without) || words.everybody;
}

export function inputOf(answer: SurvivalAnswer, language: Language): SurvivalInput {
  const unit = analyses[answer.unit];
  return {
    curves: answer.curves.map((curve) => ({
      name: curveName(curve),
      points: curve.points,
      projection: curve.projection?.points,
    })),
    share: (value) => format.share(value, language),
    axis: (value) => format.axis(value, "share", language),
    time: (t) => words.time(unit, format.count(t, language)),
    projected: words.projected,
  };
}

/** A length of time in the answer's unit: `18.0 months`. */
export function length(value: number | null | undefined, unit: SurvivalAnswer["unit"], language: Language): string {
  return value === null || value === undefined
    ? format.nothing
    : `${format.value(value, "points", language)} ${words[unit]}`;
}

/** Small probabilities are told by their bound. */
export function pText(p: number, language: Language): string {
  if (p < 0.0001) return "< 0.0001";
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }).format(p);
}

/** A time of a curve: what was observed by then, what a model foretells for it, or both. */
export interface PointRow {
  curve: SurvivalCurve;
  t: number;
  observed: SurvivalPoint | undefined;
  model: number | undefined;
}

export function pointRows(answer: SurvivalAnswer): PointRow[] {
  return answer.curves.flatMap((curve) => {
    const observed = new Map(curve.points.map((point) => [point.t, point]));
    const model = new Map(curve.projection?.points?.map((point) => [point.t, point.survival]));
    const times = [...new Set([...observed.keys(), ...model.keys()])].toSorted((a, b) => a - b);
    return times.map((t) => ({ curve, t, observed: observed.get(t), model: model.get(t) }));
  });
}

export function pointColumns(answer: SurvivalAnswer, language: Language): Column<PointRow>[] {
  const column = columnsIn<PointRow>(language);
  return [
    ...(answer.curves.length > 1
      ? [{ key: "part", title: words.segment, text: (row: PointRow) => curveName(row.curve) }]
      : []),
    column.count("t", analyses[answer.unit], (row) => row.t),
    column.share("survival", words.survival, (row) => row.observed?.survival),
    column.share("low", words.low, (row) => row.observed?.low),
    column.share("high", words.high, (row) => row.observed?.high),
    column.count("at_risk", words.atRisk, (row) => row.observed?.at_risk),
    column.count("ended", words.ended, (row) => row.observed?.ended),
    column.share("hazard", words.hazard, (row) => row.observed?.hazard),
    ...(answer.curves.some((curve) => curve.projection?.points)
      ? [column.share("model", words.projected, (row) => row.model)]
      : []),
  ];
}

export function curveColumns(answer: SurvivalAnswer, language: Language): Column<SurvivalCurve>[] {
  const column = columnsIn<SurvivalCurve>(language);
  const median = (key: "median" | "median_low" | "median_high", title: string): Column<SurvivalCurve> => ({
    key,
    title,
    numeric: true,
    text: (curve) => (curve[key] === null ? words.notReached : length(curve[key], answer.unit, language)),
    raw: (curve) => curve[key],
  });
  const mean = (key: "value" | "low" | "high", title: string): Column<SurvivalCurve> => ({
    key: `mean ${key}`,
    title,
    numeric: true,
    text: (curve) => length(curve.restricted_mean?.[key], answer.unit, language),
    raw: (curve) => curve.restricted_mean?.[key] ?? null,
  });
  const until = answer.curves[0]?.restricted_mean?.until;
  return [
    { key: "part", title: words.segment, text: curveName },
    column.count("n", words.n, (curve) => curve.n),
    column.count("events", words.ended, (curve) => curve.events),
    median("median", words.median),
    median("median_low", words.medianLow),
    median("median_high", words.medianHigh),
    mean(
      "value",
      words.mean(until === undefined ? format.nothing : `${format.count(until, language)} ${words[answer.unit]}`),
    ),
    mean("low", words.low),
    mean("high", words.high),
  ];
}
