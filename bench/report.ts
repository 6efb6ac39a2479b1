import * as echarts from 'echarts';
import { markdownTable } from 'markdown-table';
import { max, median, min } from 'simple-statistics';
import type { Run, Runs } from './measure';
import { HTTP_REQUEST, OURS } from './workloads';

/** A workload that was measured. */
export interface TimedResult {
	id: string;
	title: string;
	/** How many items or records one run has. */
	size: number;
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

const HEADER = ['', 'median', 'lowest–highest', 'times', 'requests', 'in flight', 'logins'];

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
		'![Seconds for the same work](chart.svg)',
		...timed.flatMap((result) => [`## ${result.id}: ${result.title}`, timeTable(result)]),
		`## W5: ${memory.title}, memory`,
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
		growthTable(growth),
	]
		.join('\n\n')
		.concat('\n');
}

/** The results as lines to print while the benchmark runs. */
export function timeTable({ runs }: TimedResult): string {
	const own = median(times(runs[OURS] ?? []));
	const rows = Object.entries(runs).map(([name, measured]) => [
		name,
		seconds(median(times(measured))),
		spread(times(measured), seconds),
		(median(times(measured)) / own).toFixed(2),
		range(measured.map(({ requests }) => requests)),
		range(measured.map(({ maxInFlight }) => maxInFlight)),
		range(measured.map(({ logins }) => logins)),
	]);
	return markdownTable([HEADER, ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r', 'r'] });
}

/** The most memory that n8n had, as a table. */
export function memoryTable({ runs }: TimedResult): string {
	const rows = Object.entries(runs).map(([name, measured]) => {
		const peaks = measured.map(({ peakMemory }) => peakMemory);
		return [
			name,
			megabytes(median(peaks)),
			spread(peaks, megabytes),
			seconds(median(times(measured))),
		];
	});
	const header = ['', 'peak of n8n (median)', 'lowest–highest', 'time (median)'];
	return markdownTable([header, ...rows], { align: ['l', 'r', 'r', 'r'] });
}

/** What one item costs in lists of different lengths, as a table. */
export function growthTable(results: TimedResult[]): string {
	const rows = results.map(({ title, size, runs }) => {
		const time = median(times(runs[OURS] ?? []));
		return [title, seconds(time), `${(time / size).toFixed(2)} ms`];
	});
	return markdownTable([['', 'median', 'per item'], ...rows], { align: ['l', 'r', 'r'] });
}

/** How long the same work takes with this package and with n8n's HTTP Request node, as an SVG picture. */
export function toChart(timed: TimedResult[]): string {
	const shown = timed.filter(({ id }) => id !== 'W4');
	const bars = (name: string) =>
		shown.map(({ runs }) => Number((median(times(runs[name] ?? [])) / 1000).toFixed(2)));
	const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 420 });
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
		grid: { left: 330, right: 70, top: 48, bottom: 44 },
		xAxis: { type: 'value', splitLine: { lineStyle: { color: '#eeeeee' } } },
		yAxis: { type: 'category', inverse: true, data: shown.map(({ title }) => title) },
		series: [series(OURS, '#2563eb'), series(HTTP_REQUEST, '#9ca3af')],
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return svg;
}

function times(runs: Run[]): number[] {
	return runs.map(({ milliseconds: time }) => time);
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
