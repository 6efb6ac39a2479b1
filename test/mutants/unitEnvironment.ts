import { TestEnvironment } from 'jest-environment-node';
import * as workflow from 'n8n-workflow';
import { measured } from './environment';

/** With n8n-workflow loaded by Node, once for all mutants: Jest takes a second to load it anew. */
class UnitEnvironment extends TestEnvironment {
	override async setup(): Promise<void> {
		await super.setup();
		Object.assign(this.global, { host: { modules: { 'n8n-workflow': workflow } } });
	}
}

export default measured(UnitEnvironment);
