import type { Finding } from '../report';

/** What documents say otherwise than the contract; each thing is said once of each place. */
export class Findings {
	private readonly findings = new Map<string, Finding>();

	/** @param message a sentence without values and addresses */
	add(place: string, message: string): void {
		this.findings.set(`${place}: ${message}`, { kind: 'document', operations: [], place, message });
	}

	/** In the order in which they were found. */
	list(): Finding[] {
		return [...this.findings.values()];
	}
}
