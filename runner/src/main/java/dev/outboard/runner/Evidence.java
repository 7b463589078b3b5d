package dev.outboard.runner;

/**
 * What was seen.
 *
 * @param proves whether it proves what was to be proved
 * @param text for people
 */
record Evidence(boolean proves, String text) {}
