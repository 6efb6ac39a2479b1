import { timeIn, timeOf } from '../../nodes/Lovi/recipientTime';

const MORNING = new Date('2030-12-25T09:30:00Z');

describe('the time where a number is from', () => {
	it.each([
		['420601123456', '2030-12-25 10:30 (Europe/Prague)'],
		['34666033135', '2030-12-25 09:30 (Atlantic/Canary) to 2030-12-25 10:30 (Europe/Madrid)'],
		['12125550100', '2030-12-24 23:30 (America/Adak) to 2030-12-25 06:00 (America/St_Johns)'],
		['12645550100', '2030-12-25 05:30 (America/Anguilla)'],
		['77011234567', '2030-12-25 14:30 (Asia/Almaty)'],
		['4712345678', '2030-12-25 10:30 (Europe/Oslo)'],
		['38344123456', undefined],
		['99912345678', undefined],
	])('is for %s %s', (number, expected) => {
		expect(timeOf(number, MORNING)).toBe(expected);
	});

	it('follows the clocks as they change', () => {
		expect(timeIn('Europe/Prague', new Date('2030-07-01T09:30:00Z'))).toBe(
			'2030-07-01 11:30 (Europe/Prague)',
		);
	});
});
