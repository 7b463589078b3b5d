/**
 * Units that are installed on a host, as systemd reads them: a unit file with its drop-ins, the files of its
 * environment, and the words of its commands. A view of a host and a name enter; an {@link
 * dev.outboard.systemd.installed.InstalledUnit} leaves, which is a value. Knows nothing of Docker and uses core alone.
 */
@NullMarked
package dev.outboard.systemd.installed;

import org.jspecify.annotations.NullMarked;
