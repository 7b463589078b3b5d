package dev.outboard.machine;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a computer needs to boot machines. */
final class Preconditions {
    /** Tools, and the packages they are in. */
    private static final Map<String, String> TOOLS = new TreeMap<>(Map.of(
            "apt-get", "apt",
            "ip", "iproute2",
            "mmdebstrap", "mmdebstrap",
            "nsenter", "util-linux",
            "systemd-nspawn", "systemd-container",
            "tar", "tar",
            "unshare", "util-linux"));

    /** Each test asks, and apt takes half a second to answer. */
    private static final Supplier<Optional<String>> MISSING = Suppliers.memoize(Preconditions::firstMissing);

    private Preconditions() {}

    /** The first thing that is missing, with its remedy, or empty if there is nothing. */
    static Optional<String> missing() {
        return MISSING.get();
    }

    private static Optional<String> firstMissing() {
        return Stream.<Supplier<Optional<String>>>of(
                        Preconditions::root,
                        Preconditions::tools,
                        Preconditions::namespaces,
                        Preconditions::controlGroups,
                        Preconditions::archive)
                .flatMap(check -> check.get().stream())
                .findFirst();
    }

    private static Optional<String> root() {
        try {
            boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
            return root ? Optional.empty() : Optional.of("the tests do not run as root. Fix: run them as root");
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static Optional<String> tools() {
        return TOOLS.entrySet().stream()
                .filter(tool -> Command.PATH.stream()
                        .noneMatch(directory -> Files.isExecutable(directory.resolve(tool.getKey()))))
                .map(tool -> tool.getKey() + " is not installed. Fix: apt-get install " + tool.getValue())
                .findFirst();
    }

    private static Optional<String> namespaces() {
        Result probe = Command.of("unshare", "--mount-proc", "--net", "--pid", "--fork", "true")
                .run();
        return probe.succeeded()
                ? Optional.empty()
                : Optional.of(
                        "the kernel makes no namespaces: " + probe.stderr().strip()
                                + ". Fix: run the tests on a whole computer or in a privileged container");
    }

    private static Optional<String> controlGroups() {
        return ControlGroup.hierarchies().allMatch(Files::isWritable)
                ? Optional.empty()
                : Optional.of("the control groups are read-only. Fix: mount /sys/fs/cgroup writable");
    }

    private static Optional<String> archive() {
        return AptArchive.find().isPresent()
                ? Optional.empty()
                : Optional.of("apt knows no Debian archive. Fix: name one in its sources and run apt-get update");
    }
}
