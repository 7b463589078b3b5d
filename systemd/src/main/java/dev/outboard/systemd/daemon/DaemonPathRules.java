package dev.outboard.systemd.daemon;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.systemd.firstdaemon.FirstDaemonProfile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the paths of a daemon must keep clear of: one another, the first daemon, and the limits of the kernel. */
final class DaemonPathRules {
    /**
     * The 107 bytes of a socket's path (unix(7)), less the longest one that an engine puts below its exec-root: {@code
     * /containerd/containerd.sock.ttrpc}, 33 bytes. Engines from 20.10 on; 19.03 had sockets of 81 bytes there
     * (moby/moby issue 39608, shortened by 39822).
     */
    private static final int EXEC_ROOT_BYTES = 107 - "/containerd/containerd.sock.ttrpc".length();

    private static final List<Property<AbsolutePath>> DIRECTORIES = List.of(
            DaemonProperties.ROOT,
            DaemonProperties.DATA_ROOT,
            DaemonProperties.TEMPORARY_DIRECTORY,
            DaemonProperties.EXEC_ROOT);
    private static final List<Property<AbsolutePath>> FILES = List.of(
            DaemonProperties.PID_FILE,
            DaemonProperties.SOCKET,
            DaemonProperties.CONFIGURATION_FILE,
            DaemonProperties.WRAPPER);

    private DaemonPathRules() {}

    /** Notes every fault of the paths. */
    static void check(Values values, Problems problems) {
        Map<String, AbsolutePath> paths = new LinkedHashMap<>();
        Stream.concat(DIRECTORIES.stream(), FILES.stream())
                .forEach(property -> values.find(property).ifPresent(path -> paths.put(property.toString(), path)));
        paths.forEach((property, path) -> checkAgainstFirstDaemon(property, path, problems));
        DIRECTORIES.forEach(property ->
                values.find(property).ifPresent(path -> checkDirectory(property.toString(), path, problems)));
        values.find(DaemonProperties.EXEC_ROOT).ifPresent(path -> checkExecRoot(path, problems));
        values.find(DaemonProperties.SOCKET).ifPresent(path -> checkSocket(path, problems));
        checkDistinct(paths, problems);
    }

    private static void checkAgainstFirstDaemon(String property, AbsolutePath path, Problems problems) {
        AbsolutePath real = withoutOldNames(path);
        FirstDaemonProfile.PACKAGE_PATHS.stream()
                .filter(real::startsWith)
                .findFirst()
                .ifPresent(first -> problems.add(
                        property,
                        path.toString(),
                        "a path of this daemon's own, not the first daemon's " + first,
                        "choose another, or leave it out for the default"));
    }

    /** Every distribution with systemd has these directories as links. */
    private static AbsolutePath withoutOldNames(AbsolutePath path) {
        String text = path.toString();
        return text.startsWith("/var/run/") ? AbsolutePath.of(text.substring("/var".length())) : path;
    }

    private static void checkDirectory(String property, AbsolutePath path, Problems problems) {
        if (path.parent().isEmpty()) {
            problems.add(property, "/", "a directory below the root of the host", "use e.g. \"/docker2\"");
        }
    }

    private static void checkExecRoot(AbsolutePath execRoot, Problems problems) {
        int bytes = execRoot.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > EXEC_ROOT_BYTES) {
            problems.add(
                    "execRoot",
                    execRoot.toString(),
                    "at most " + EXEC_ROOT_BYTES + " bytes, found " + bytes + ": the engine puts sockets below it",
                    "choose a path nearer to the root, or leave it out for /run/NAME");
        }
    }

    private static void checkSocket(AbsolutePath socket, Problems problems) {
        if (socket.toString().contains(":")) {
            problems.add(
                    "socket",
                    socket.toString(),
                    "no colon: no container could be given the socket, since one parts the paths of a bind",
                    "choose another root, or another path for the socket");
        }
    }

    private static void checkDistinct(Map<String, AbsolutePath> paths, Problems problems) {
        Map<AbsolutePath, String> seen = new LinkedHashMap<>();
        paths.forEach((property, path) -> {
            String other = seen.putIfAbsent(withoutOldNames(path), property);
            if (other != null) {
                problems.add(property, path.toString(), "another path than " + other, "give each a path of its own");
            }
        });
    }
}
