/** Entry of the host of the training token; its argument is the absolute path of the token's file. */
import { serveToken } from '../host/serve.js';
import { TrainingToken } from './training-token.js';

serveToken((path) => new TrainingToken(path));
