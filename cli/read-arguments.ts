import { InvalidArgumentError } from 'commander';
import { isPort } from '../manager/config/port.js';

export function readPort(text: string): number {
  const port = Number(text);
  if (!isPort(port)) throw new InvalidArgumentError('expected a port number.');
  return port;
}

export function readPositive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('expected a number from 1.');
  return number;
}
