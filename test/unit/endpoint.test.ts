import { endpoint } from '../../nodes/shared/http/endpoint';

const listSessions = endpoint('GET', '/api/v1/Sessions');
const addTag = endpoint('PUT', '/api/v1/EmailThreads/{id}/tags/{tagName}', { isUnconfirmed: true });

describe('an endpoint', () => {
	it('says method and path of a request', () => {
		expect(listSessions()).toEqual({
			method: 'GET',
			path: '/api/v1/Sessions',
			template: '/api/v1/Sessions',
		});
	});

	it('encodes the parameters of its path, and says that the path is unconfirmed', () => {
		expect(addTag({ id: 7, tagName: 'a/b $& ?' })).toEqual({
			method: 'PUT',
			path: '/api/v1/EmailThreads/7/tags/a%2Fb%20%24%26%20%3F',
			template: '/api/v1/EmailThreads/{id}/tags/{tagName}',
			isUnconfirmed: true,
		});
	});

	it.each(['', '.', '..'])('refuses "%s", which would change the path itself', (tagName) => {
		expect(() => addTag({ id: 7, tagName })).toThrow('cannot be part of a path');
	});

	it('takes the parameters of its path, and no others', () => {
		// @ts-expect-error it has none
		expect(listSessions({ id: 7 })).toEqual(listSessions());
		// @ts-expect-error tagName is missing
		expect(() => addTag({ id: 7, tag: 'VIP' })).toThrow('cannot be part of a path');
	});
});
