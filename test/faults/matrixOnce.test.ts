import { carryOut } from './matrix';

carryOut('once');
