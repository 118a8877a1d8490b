import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { type CheckId, type CheckResult, checkIdSchema, type ShownReport } from '../../../src/contracts/doctor.js';
import { faultValue } from '../../../src/contracts/faults/index.js';
import { App } from '../../../src/renderer/app.js';
import { certificate, module, setUpKyso, show } from './support.js';
