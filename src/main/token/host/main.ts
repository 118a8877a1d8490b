/**
 * Entry of the token host: serves one PKCS#11 module, one request at a time. Arguments: its absolute path and, if it needs
 * any, the parameters of its C_Initialize.
 */
import { ModuleSession } from './module-session.js';
import { serveToken } from './serve.js';

serveToken((path, parameters) => new ModuleSession(path, parameters));
