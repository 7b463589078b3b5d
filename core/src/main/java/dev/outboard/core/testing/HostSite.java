package dev.outboard.core.testing;

import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileOwner;

/** A host to hold to its {@link HostContract}, an empty directory of it, and what hosts differ in. */
public interface HostSite {

    /**
     * The host. If it runs commands, it has the programs {@code true}, {@code false}, {@code echo} and {@code cat}.
     *
     * @return the same host at each call
     */
    Host host();

    /**
     * Where files are made.
     *
     * @return a directory in which there is nothing yet
     */
    AbsolutePath root();

    /**
     * Who owns what is made.
     *
     * @return a user and a group of the host
     */
    FileOwner owner();

    /**
     * Makes a symbolic link on the host as another program does.
     *
     * @param path where
     * @param target where it leads, as it is written in the link
     */
    void makeSymbolicLink(AbsolutePath path, String target);

    /**
     * Whether a file is refused where its directory is missing.
     *
     * @return by default true; false if the host makes the directory
     */
    default boolean requiresDirectory() {
        return true;
    }

    /**
     * Whether a file is read through a symbolic link.
     *
     * @return by default true
     */
    default boolean followsLinks() {
        return true;
    }

    /**
     * Whether commands really run, and queries have answers.
     *
     * @return by default true; false if the host only records commands
     */
    default boolean runsCommands() {
        return true;
    }
}
