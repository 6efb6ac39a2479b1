import EngineEnvironment from '../support/engineEnvironment';
import { measured } from './environment';

export default measured(EngineEnvironment);
