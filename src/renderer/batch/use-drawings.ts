import { useEffect, useState } from 'react';
import { Drawings, startDrawingWorker } from './drawings.js';

/** One drawing worker for the page; it starts with the first drawing and ends with the page. */
export const useDrawings = (): Drawings => {
  const [drawings] = useState(() => new Drawings(startDrawingWorker));
  useEffect(() => () => drawings.close(), [drawings]);
  return drawings;
};
