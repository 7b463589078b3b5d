package dev.outboard.systemd.daemon;

/** Where the text of a daemon's units comes from. */
public enum UnitSource {
    /** Derived from the units of the host's own Docker package; generated where none is installed. */
    VENDOR,
    /** Generated, whatever the host has. */
    GENERATED
}
