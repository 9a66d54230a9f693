import { expect, test } from '@jest/globals';
import { everestProgram } from '../../../cli/index.js';

test.each(['On', 'yes', '1'])('everest drive car %s is refused, as it says neither on nor off', async (state) => {
  const program = everestProgram();
  const command = program.commands
    .find((each) => each.name() === 'drive')
    ?.commands.find((each) => each.name() === 'car');
  command?.configureOutput({ writeErr: () => undefined });

  const driving = program.parseAsync(['drive', '--port', '1', 'car', state], { from: 'user' });

  await expect(driving).rejects.toThrow('Allowed choices are on, off');
});
