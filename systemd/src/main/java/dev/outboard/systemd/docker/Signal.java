package dev.outboard.systemd.docker;

/** A signal to the first process of a container, under its name in signal(7). */
public enum Signal {
    /** Read the configuration again, for a process that heeds it. */
    HUP,
    /** Finish and end: GitLab Runner takes no more jobs, and ends after those it has. */
    QUIT,
    /** End. */
    TERM,
    /** The kernel ends the process, which is not asked. */
    KILL
}
