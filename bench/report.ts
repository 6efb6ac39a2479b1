import * as echarts from 'echarts';
import { markdownTable } from 'markdown-table';
import { max, median, min, sum } from 'simple-statistics';
import type { Run, Runs } from './measure';
import type { Settings } from './server/lap';
import type { Workload } from './workloads';
import { BARE_LOOP, HTTP_REQUEST, OURS } from './workloads';

/** A workload that was measured. */
export interface TimedResult {
	workload: Workload;
	runs: Runs;
}

/** Everything that one run of the benchmark found. */
export interface Results {
	/** Lines on where and when it ran. */
	conditions: string[];
	timed: TimedResult[];
	growth: TimedResult[];
	memory: TimedResult;
	/** Milliseconds. */
	loading: number[];
	panel: { first: number[]; again: number[] };
	/** Bytes. */
	packedSize: number;
}

const HEADER = [
	'',
	'median',
	'lowest–highest',
	`÷ ${OURS}`,
	'requests',
	'refused',
	'in flight',
	'after 1 s',
	'logins',
];
const SUMMARY_HEADER = [
	'',
	OURS,
	HTTP_REQUEST,
	`${HTTP_REQUEST} ÷ ${OURS}`,
	`${OURS} ÷ ${BARE_LOOP}`,
];

/** The results as a page of Markdown. */
export function toMarkdown({
	conditions,
	timed,
	growth,
	memory,
	loading,
	panel,
	packedSize,
}: Results): string {
	return [
		'# Benchmark results',
		'Written by `npm run bench`; [README.md](README.md) says what is measured and how to read it.',
		conditions.map((line) => `- ${line}`).join('\n'),
		summaryTable(timed, memory),
		'Medians. In parentheses: the lowest and the highest ratio of two runs that came right after each other.',
		'![Seconds for the same work](chart.svg)',
		...timed.flatMap((result) => [heading(result), circumstances(result), timeTable(result)]),
		heading(memory),
		circumstances(memory),
		memoryTable(memory),
		'## W6: start',
		markdownTable([
			['', 'median', 'lowest–highest'],
			['n8n loads the package', milliseconds(median(loading)), spread(loading, milliseconds)],
			[
				'first list in the panel, with the login',
				milliseconds(median(panel.first)),
				spread(panel.first, milliseconds),
			],
			['the list again', milliseconds(median(panel.again)), spread(panel.again, milliseconds)],
		]),
		`The packed package has ${(packedSize / 1000).toFixed(1)} kB.`,
		'## W7: growth',
		'One run for the lists of 10,000 and more.',
		growthTable(growth),
	]
		.join('\n\n')
		.concat('\n');
}

/**
 * All workloads on one screen: the medians, and the median of the ratios of the runs that came right after
 * each other.
 */
export function summaryTable(timed: TimedResult[], memory: TimedResult): string {
	const row = (
		{ workload: { id, title }, runs }: TimedResult,
		valueOf: (run: Run) => number,
		format: (value: number) => string,
	) => {
		const own = variantOf(runs, OURS);
		const other = variantOf(runs, HTTP_REQUEST);
		const floor = variantOf(runs, BARE_LOOP);
		const shown = (measured: Run[]) =>
			measured.length === 0 ? '' : format(median(measured.map(valueOf)));
		return [
			`${id}: ${title}`,
			shown(own),
			shown(other),
			ratio(other, own, valueOf),
			ratio(own, floor, valueOf),
		];
	};
	const rows = [
		...timed.map((result) => row(result, timeOf, seconds)),
		row(memory, peakOf, megabytes),
	];
	return markdownTable([SUMMARY_HEADER, ...rows], { align: ['l', 'r', 'r', 'r', 'r'] });
}

/** The time and the requests of each variant, as a table. */
export function timeTable({ runs }: TimedResult): string {
	const own = variantOf(runs, OURS);
	const rows = Object.entries(runs).map(([name, measured]) => [
		name,
		seconds(median(measured.map(timeOf))),
		spread(measured.map(timeOf), seconds),
		measured === own ? '1' : ratio(measured, own, timeOf),
		range(measured.map(({ requests }) => requests)),
		refused(measured),
		range(measured.map(({ maxInFlight }) => maxInFlight)),
		range(measured.map(({ maxInFlightLater }) => maxInFlightLater)),
		range(measured.map(({ logins }) => logins)),
	]);
	return markdownTable([HEADER, ...rows], { align: ['l', ...Array<string>(8).fill('r')] });
}

/** The most memory that n8n had, as a table. */
export function memoryTable({ runs }: TimedResult): string {
	const own = variantOf(runs, OURS);
	const rows = Object.entries(runs).map(([name, measured]) => [
		name,
		megabytes(median(measured.map(peakOf))),
		spread(measured.map(peakOf), megabytes),
		measured === own ? '1' : ratio(measured, own, peakOf),
		seconds(median(measured.map(timeOf))),
		range(measured.map(({ maxInFlight }) => maxInFlight)),
	]);
	const header = [
		'',
		'peak of n8n (median)',
		'lowest–highest',
		`÷ ${OURS}`,
		'time (median)',
		'in flight',
	];
	return markdownTable([header, ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r'] });
}

/** What one item costs in lists of different lengths, as a table. */
export function growthTable(results: TimedResult[]): string {
	const rows = results.map(({ workload: { title, items, settings }, runs }) => {
		const time = median(variantOf(runs, OURS).map(timeOf));
		const size = Math.max(items, settings.sessions);
		return [title, seconds(time), `${(time / size).toFixed(2)} ms`];
	});
	return markdownTable([['', 'median', 'per item'], ...rows], { align: ['l', 'r', 'r'] });
}

/** How long the same work takes with this package and with n8n's HTTP Request node, as an SVG picture. */
export function toChart(timed: TimedResult[]): string {
	const shown = timed.filter(({ workload }) => workload.inChart);
	const bars = (name: string) =>
		shown.map(({ runs }) => Number((median(variantOf(runs, name).map(timeOf)) / 1000).toFixed(2)));
	const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 880, height: 420 });
	const series = (name: string, color: string) => ({
		type: 'bar' as const,
		name,
		data: bars(name),
		itemStyle: { color },
		label: { show: true, position: 'right' as const, formatter: '{c} s' },
	});
	chart.setOption({
		animation: false,
		backgroundColor: '#ffffff',
		title: { text: 'Seconds for the same work (less is better)', left: 'center', top: 8 },
		legend: { bottom: 4 },
		grid: { left: 350, right: 70, top: 48, bottom: 44 },
		xAxis: { type: 'value', splitLine: { lineStyle: { color: '#eeeeee' } } },
		yAxis: { type: 'category', inverse: true, data: shown.map(({ workload }) => workload.title) },
		series: [series(OURS, '#2563eb'), series(HTTP_REQUEST, '#9ca3af')],
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return svg;
}

/** How a result is headed. */
export function heading({ workload: { id, title } }: TimedResult): string {
	return `## ${id}: ${title}`;
}

/** How the server behaved, and how often it was measured. */
export function circumstances({ workload: { settings }, runs }: TimedResult): string {
	const rounds = max(Object.values(runs).map(({ length }) => length));
	return `The server ${behaviour(settings)}. Measured runs: ${rounds}.`;
}

function behaviour({ latencyMs, servesAtOnce, perSecond, notifyPerWindow }: Settings): string {
	const parts = [`answers after ${latencyMs} ms`];
	if (servesAtOnce !== undefined) parts.push(`serves ${servesAtOnce} requests at once`);
	if (perSecond !== undefined)
		parts.push(`answers 429 to more than ${perSecond} requests a second`);
	if (notifyPerWindow !== undefined) {
		const { requests, windowMs } = notifyPerWindow;
		parts.push(`answers 429 to more than ${requests} notifications in ${windowMs / 1000} s`);
	}
	return parts.join(', ');
}

/** @returns the runs of the first variant whose name begins so */
function variantOf(runs: Runs, name: string): Run[] {
	return Object.entries(runs).find(([variant]) => variant.startsWith(name))?.[1] ?? [];
}

function timeOf({ milliseconds: time }: Run): number {
	return time;
}

function peakOf({ peakMemory }: Run): number {
	return peakMemory;
}

/** Each run is compared with the one of the same round, so that what slows down a round does not count. */
function ratio(runs: Run[], others: Run[], valueOf: (run: Run) => number): string {
	const ratios = others.flatMap((other, round) => {
		const run = runs[round];
		return run ? [valueOf(run) / valueOf(other)] : [];
	});
	if (ratios.length === 0) return '';
	return `${factor(median(ratios))} (${spread(ratios, factor)})`;
}

function factor(value: number): string {
	return value.toFixed(value < 10 ? 2 : 1);
}

function refused(runs: Run[]): string {
	const counts = runs.map(({ refused }) => refused);
	if (max(counts) === 0) return '0';
	const share = sum(counts) / sum(runs.map(({ requests }) => requests));
	return `${range(counts)} (${(share * 100).toFixed(1)} %)`;
}

function spread(values: number[], format: (value: number) => string): string {
	return `${format(min(values))}–${format(max(values))}`;
}

function range(counts: number[]): string {
	const [least, most] = [min(counts), max(counts)];
	return least === most ? String(least) : `${least}–${most}`;
}

function seconds(time: number): string {
	return `${(time / 1000).toFixed(2)} s`;
}

function milliseconds(time: number): string {
	return `${time.toFixed(1)} ms`;
}

function megabytes(bytes: number): string {
	return `${Math.round(bytes / 1e6)} MB`;
}
