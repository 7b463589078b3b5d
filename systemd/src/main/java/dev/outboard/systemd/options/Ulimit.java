package dev.outboard.systemd.options;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import dev.outboard.core.failure.InvalidValueException;

/**
 * What a process may have of one resource: getrlimit(2).
 *
 * @param name the resource, as {@code docker run --ulimit} spells it, for example {@code nofile}
 * @param soft what it gets; it may raise it up to the hard limit
 * @param hard what it can have at most; -1 for no limit
 */
public record Ulimit(String name, long soft, long hard) {
    /** The names that the engine knows (docker/go-units, ulimit.go), and what the kernel calls them. */
    private static final ImmutableMap<String, String> TITLES = ImmutableMap.<String, String>builder()
            .put("core", "Max core file size")
            .put("cpu", "Max cpu time")
            .put("data", "Max data size")
            .put("fsize", "Max file size")
            .put("locks", "Max file locks")
            .put("memlock", "Max locked memory")
            .put("msgqueue", "Max msgqueue size")
            .put("nice", "Max nice priority")
            .put("nofile", "Max open files")
            .put("nproc", "Max processes")
            .put("rss", "Max resident set")
            .put("rtprio", "Max realtime priority")
            .put("rttime", "Max realtime timeout")
            .put("sigpending", "Max pending signals")
            .put("stack", "Max stack size")
            .buildOrThrow();

    private static final long UNLIMITED = -1;

    /**
     * Creates a limit.
     *
     * @param name the resource
     * @param soft what a process gets
     * @param hard what it can have at most
     * @throws InvalidValueException if the engine knows no such resource, or the soft limit is above the hard one
     */
    public Ulimit {
        requireNonNull(name, "name is null");
        if (!TITLES.containsKey(name)) {
            throw new InvalidValueException(
                    "ulimit",
                    name,
                    "one of " + String.join(", ", TITLES.keySet()),
                    "write e.g. addUlimit(\"nofile\", 1024, 4096)");
        }
        if (soft < UNLIMITED || hard < UNLIMITED) {
            throw new InvalidValueException(
                    "ulimit " + name, soft + ":" + hard, "numbers from 0 on, or -1 for no limit", "leave out the sign");
        }
        if (hard != UNLIMITED && (soft == UNLIMITED || soft > hard)) {
            throw new InvalidValueException(
                    "ulimit " + name,
                    soft + ":" + hard,
                    "a soft limit that is at most the hard one",
                    "raise the hard limit, or lower the soft one");
        }
    }

    /**
     * What the kernel calls the resource in {@code /proc/PID/limits}: proc_pid_limits(5).
     *
     * @return for example {@code Max open files}
     */
    public String title() {
        return TITLES.getOrDefault(name, name);
    }

    /**
     * The limit as {@code docker run --ulimit} takes it.
     *
     * @return for example {@code nofile=1024:4096}
     */
    @Override
    public String toString() {
        return name + "=" + soft + ":" + hard;
    }
}
