/** One request as it went over the wire, and how it was answered. */
export interface Exchange {
	/** In capitals. */
	method: string;
	/** With the query; a redirect that was followed is an exchange of its own. */
	url: URL;
	/** Undefined where no answer came. */
	status?: number;
	/** By their names in lower case. */
	headers: Record<string, string>;
	/** Parsed JSON; undefined where the answer is empty or something else. */
	body?: unknown;
	/** How many characters the answer had; undefined where it was not read. */
	length?: number;
}

/** Whether a status sends the client elsewhere. */
export function isRedirect(status: number): boolean {
	return status >= 300 && status < 400;
}

/** Whether a redirect leads to a page on which one logs in. */
export function isLoginPage({ headers }: Exchange): boolean {
	return /\/login\b|\/account\b|signin/i.test(headers.location ?? '');
}

/** The type of a content without its parameters; anything odd is left out. */
export function mediaTypeOf(contentType: string): string {
	const [type = ''] = contentType.toLowerCase().split(';');
	return /^[a-z]+\/[a-z0-9.+-]{1,60}$/.test(type.trim()) ? type.trim() : 'something else';
}
