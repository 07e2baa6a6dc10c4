/** The part of framer-motion that the canvas uses, loaded apart from the first paint. */
export { domAnimation } from 'framer-motion';
