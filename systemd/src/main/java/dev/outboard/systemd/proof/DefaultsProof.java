package dev.outboard.systemd.proof;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.outboard.core.host.Host;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.ContainerDefaults;
import dev.outboard.systemd.options.Ulimit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a container got what its daemon gives to all: what the kernel says of a process in it, proc_pid_status(5),
 * proc_pid_limits(5) and user_namespaces(7).
 *
 * @param daemon the daemon
 */
record DefaultsProof(DaemonSpec daemon) implements CanaryProof {
    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();
    private static final String UNLIMITED = "unlimited";

    /** Whether a daemon gives its containers anything that can be seen in this way. */
    static boolean concerns(DaemonSpec daemon) {
        ContainerDefaults defaults = daemon.containerDefaults();
        return daemon.userRemap().isPresent()
                || defaults.noNewPrivileges()
                || defaults.seccompProfile().isPresent()
                || !defaults.ulimits().isEmpty();
    }

    @Override
    public String claim() {
        return "containers of " + daemon.name() + " have its defaults";
    }

    @Override
    public Evidence prove(Canary canary, Host host) {
        List<String> seen = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        ContainerDefaults defaults = daemon.containerDefaults();
        String status =
                defaults.noNewPrivileges() || defaults.seccompProfile().isPresent() ? read(canary, "status") : "";
        if (defaults.noNewPrivileges()) {
            note("no new privileges", field(status, "NoNewPrivs:").equals("1"), seen, missing);
        }
        if (defaults.seccompProfile().isPresent()) {
            note("a filter of system calls", field(status, "Seccomp:").equals("2"), seen, missing);
        }
        String limits = defaults.ulimits().isEmpty() ? "" : read(canary, "limits");
        defaults.ulimits().forEach(limit -> {
            String found = found(limit, limits);
            boolean holds = found.equals(text(limit.soft()) + ":" + text(limit.hard()));
            note(holds ? limit.toString() : limit + " (it is " + found + ")", holds, seen, missing);
        });
        daemon.userRemap().ifPresent(remap -> {
            String first = WORDS.splitToList(read(canary, "uid_map")).get(1);
            note("root is " + first + " on the host", !first.equals("0"), seen, missing);
        });
        return missing.isEmpty()
                ? new Evidence(true, String.join(", ", seen))
                : new Evidence(false, "not so: " + String.join(", ", missing));
    }

    /**
     * Of the process that the daemon started. One that {@code docker exec} starts now and then has another limit of files: a
     * race in older versions of runc (opencontainers/runc, issue 4195).
     */
    private static String read(Canary canary, String file) {
        return canary.run("/usr/bin/cat", "/proc/1/" + file).output();
    }

    private static void note(String what, boolean holds, List<String> seen, List<String> missing) {
        (holds ? seen : missing).add(what);
    }

    private static String field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** The soft and the hard limit; empty where the kernel tells none. */
    private static String found(Ulimit limit, String limits) {
        return WORDS.splitToStream(field(limits, limit.title())).limit(2).collect(Collectors.joining(":"));
    }

    private static String text(long value) {
        return value < 0 ? UNLIMITED : Long.toString(value);
    }
}
