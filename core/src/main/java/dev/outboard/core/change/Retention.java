package dev.outboard.core.change;

/** What a removal does with data: images, containers' layers, volumes, a runner's configuration. */
public enum Retention {
    /** Data stays where it is; a later purge can still take it. */
    KEEP_DATA,
    /** Data goes as well, and can't be had back. */
    PURGE
}
