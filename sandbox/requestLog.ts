import type { LoggedRequest, RequestFilter, Violation } from './api';

/** What happened: every request, and everything that the contract does not allow. */
export class RequestLog {
	private requests: LoggedRequest[] = [];
	violations: Violation[] = [];

	/** Log a request; the caller completes the entry as it goes along. */
	begin(entry: LoggedRequest): void {
		this.requests.push(entry);
	}

	/** Record that a request, or its answer, breaks the contract. */
	violation(entry: LoggedRequest, direction: Violation['direction'], message: string): void {
		const { service, method, path, operationId } = entry;
		this.violations.push({ service, direction, method, path, operationId, message });
	}

	/** Logged requests, oldest first. */
	find(filter: RequestFilter = {}): LoggedRequest[] {
		return this.requests.filter(
			(entry) =>
				(filter.service === undefined || entry.service === filter.service) &&
				(filter.operationId === undefined || entry.operationId === filter.operationId) &&
				(filter.method === undefined || entry.method === filter.method.toUpperCase()) &&
				(filter.path === undefined || entry.path.includes(filter.path)),
		);
	}

	clear(): void {
		this.requests = [];
		this.violations = [];
	}
}
