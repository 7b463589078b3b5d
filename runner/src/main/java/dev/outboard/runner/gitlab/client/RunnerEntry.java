package dev.outboard.runner.gitlab.client;

/**
 * A runner in a list, where GitLab tells little of it.
 *
 * @param id its number
 * @param description how it is called
 */
record RunnerEntry(long id, String description) {}
