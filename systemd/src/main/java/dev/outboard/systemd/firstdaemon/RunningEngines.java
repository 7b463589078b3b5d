package dev.outboard.systemd.firstdaemon;

import com.google.common.base.Splitter;
import dev.outboard.core.failure.HostException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.UnitName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Engines that run on the host now, whatever started them: a unit that was edited or removed since, an administrator by
 * hand, or a user for a rootless engine. Engines within containers are left out, since their paths and networks are those
 * of the container.
 *
 * @param host the host
 * @param own services of Outboard's daemons
 */
record RunningEngines(HostView host, Set<UnitName> own) {
    private static final AbsolutePath PROCESSES = AbsolutePath.of("/proc");
    private static final Pattern PROCESS_ID = Pattern.compile("[0-9]+");

    /** Where systemd has a unit of the host itself: systemd.slice(5). Containers have scopes, or groups without ending. */
    private static final Pattern GROUP = Pattern.compile("(?:/[^/]+\\.slice)+(?<user>/user@[0-9]+\\.service"
            + "(?:/[^/]+\\.slice)*)?/(?<unit>[^/]+\\.service|session-[^/]+\\.scope)");

    private static final String SERVICE = ".service";

    /**
     * An engine that runs.
     *
     * @param owner how messages call it
     * @param commandLine program and arguments
     * @param dataRoot where a rootless engine keeps its data unless an option names another place
     * @param isRootless whether a user runs it, in a network of its own
     */
    record RunningEngine(String owner, List<String> commandLine, Optional<String> dataRoot, boolean isRootless) {}

    Stream<RunningEngine> stream() {
        return host.list(PROCESSES).stream()
                .filter(PROCESS_ID.asMatchPredicate())
                .sorted()
                .filter(process -> read(process, "comm").startsWith("dockerd"))
                .flatMap(process -> engine(process).stream());
    }

    private Optional<RunningEngine> engine(String process) {
        Optional<Matcher> group = group(process);
        boolean isRootless = group.filter(found -> found.group("user") != null).isPresent();
        Optional<String> unit = group.map(found -> found.group("unit"));
        if (unit.isEmpty()
                || (!isRootless && own.stream().map(UnitName::toString).anyMatch(unit.get()::equals))) {
            return Optional.empty();
        }
        return Optional.of(new RunningEngine(
                isRootless ? "the rootless engine of process " + process : owner(unit.get(), process),
                words(process, "cmdline"),
                isRootless ? dataRoot(process) : Optional.empty(),
                isRootless));
    }

    private static String owner(String unit, String process) {
        if (unit.equals(FirstDaemonProfile.SERVICE.toString())) {
            return ProfileDraft.FIRST;
        }
        return unit.endsWith(SERVICE) ? unit : "the engine of process " + process;
    }

    /** cgroups(7): systemd's own hierarchy of version 1, or the one of version 2. */
    private Optional<Matcher> group(String process) {
        return read(process, "cgroup")
                .lines()
                .filter(line -> line.contains(":name=systemd:") || line.startsWith("0::"))
                .map(line -> GROUP.matcher(line.substring(line.lastIndexOf(':') + 1)))
                .filter(Matcher::matches)
                .findFirst();
    }

    /** As the script of the rootless engine finds it: {@code XDG_DATA_HOME}, or a directory in the home of the user. */
    private Optional<String> dataRoot(String process) {
        List<String> environment = words(process, "environ");
        return Stream.of("XDG_DATA_HOME=", "HOME=")
                .flatMap(name -> environment.stream()
                        .filter(variable -> variable.startsWith(name))
                        .map(variable -> variable.substring(name.length())
                                + (name.startsWith("HOME") ? "/.local/share/docker" : "/docker")))
                .findFirst();
    }

    private List<String> words(String process, String file) {
        return Splitter.on('\0').omitEmptyStrings().splitToList(read(process, file));
    }

    /** A process may end while it is looked at. */
    private String read(String process, String file) {
        try {
            return host.read(PROCESSES.resolve(process).resolve(file))
                    .map(FileContent::text)
                    .orElse("");
        } catch (HostException ended) {
            return "";
        }
    }
}
