/** What all benches share: figures with their bars, curves, processes that are measured, and what they leave behind. */
export { type BenchResult, BenchRun, type BenchSpec, resultFile } from "./bench-run.ts";
export { chooseParts } from "./choose-parts.ts";
export type { Point } from "./curve.ts";
export { atLeast, atMost, digits, type Figure, type FigureSpec, holds, median, spread } from "./figure.ts";
export type { Circumstances } from "./machine.ts";
export { MeasuredProcess, type Usage } from "./measured-process.ts";
export { type Report, runProgram } from "./run-program.ts";
export { serverUsage } from "./server-usage.ts";
