import { carryOut } from './matrix';

carryOut('always');
