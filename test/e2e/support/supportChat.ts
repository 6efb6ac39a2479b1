import type { Turn } from './model';

/*
 * A question to the example "support agent", and a model that works its way to the answer: each ID that it fills
 * in, it takes from what the tools have answered.
 */

/** What is asked, and what must come of it at the sandbox. */
export const SUPPORT_CHAT = {
	question: 'What did guest210@example.com want last? Tag that chat as a complaint.',
	contact: '500210',
	session: 7_600_210,
	tag: 9002,
	words: 'My card was refused',
};

interface Row {
	id: number;
	departmentId: number;
	created: string;
	name: string;
	from: string;
	text: string;
}

/** The turns of the model. */
export function supportScript(): Turn[] {
	return [
		[
			{
				tool: 'Find_the_customer',
				arguments: { Search_By: 'oo1_guest_email', Search_For: 'guest210@example.com' },
			},
		],
		([customers]) => [
			{ tool: 'Find_sessions', arguments: { Contact_ID: String(rows(customers)[0]?.id) } },
		],
		([, sessions]) => [
			{ tool: 'Read_the_messages', arguments: { Session_ID: String(latest(sessions).id) } },
		],
		[{ tool: 'List_the_tags', arguments: {} }],
		([, sessions, , tags]) => [
			{
				tool: 'Add_a_tag',
				arguments: {
					Session_ID: String(latest(sessions).id),
					Tag_ID: String(complaint(tags, latest(sessions))?.id),
				},
			},
		],
		([, sessions, messages, , tagged]) => {
			const { id } = latest(sessions);
			const wanted = rows(messages).find(({ from }) => from === 'guest')?.text;
			const isTagged = tagged?.includes('"success":true') === true;
			return `The customer wrote "${wanted}" in session ${id}, which is ${isTagged ? 'now' : 'not'} tagged.`;
		},
	];
}

/** The records in a tool's answer. */
function rows(answer = '[]'): Row[] {
	return JSON.parse(answer) as Row[];
}

function latest(sessions?: string): Row {
	const [first, ...others] = rows(sessions);
	if (!first) throw new Error(`No session in ${sessions}`);
	return others.reduce((one, other) => (other.created > one.created ? other : one), first);
}

function complaint(tags: string | undefined, { departmentId }: Row): Row | undefined {
	return rows(tags).find((tag) => tag.name === 'complaint' && tag.departmentId === departmentId);
}
