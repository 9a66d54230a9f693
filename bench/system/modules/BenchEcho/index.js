import { defineModule } from 'everest-ts';

export default defineModule(({ provides }) => {
  provides.main.implement({ echo: ({ text }) => text });
});
