package dev.outboard.systemd.daemon.part;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.FileStatus;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileOwner;
import dev.outboard.systemd.daemon.DaemonSpec;
import dev.outboard.systemd.options.UserRemap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * User namespaces for a daemon's containers. The engine then keeps everything in a directory of its data root that is
 * called by the first ids of the account, and gives the data root the account's group.
 *
 * @param daemon the daemon
 * @param remap the account
 */
public record UserNamespaces(DaemonContext daemon, UserRemap remap) implements DaemonPart {
    private static final AbsolutePath SUBORDINATE_GROUPS = AbsolutePath.of("/etc/subgid");
    private static final AbsolutePath SUBORDINATE_USERS = AbsolutePath.of("/etc/subuid");

    /** namespaces(7): the number of user namespaces that may be made; 0 where they are switched off. */
    private static final AbsolutePath LIMIT = AbsolutePath.of("/proc/sys/user/max_user_namespaces");

    private static final int OTHERS_MAY_PASS = 0001;

    /**
     * The owner of a daemon's data root. As long as the account has no ids, the engine was never started with it, and will
     * change the group then.
     *
     * @param spec the daemon
     * @param host the host
     * @return root, with the group of the account's first id if the spec asks for user namespaces
     */
    public static FileOwner dataRootOwner(DaemonSpec spec, HostView host) {
        return spec.userRemap()
                .flatMap(remap -> firstId(SUBORDINATE_GROUPS, remap, host))
                .map(group -> FileOwner.of("root", group))
                .orElse(FileOwner.ROOT);
    }

    /** subgid(5): name, first id and number, with colons between. */
    private static Optional<String> firstId(AbsolutePath file, UserRemap remap, HostView host) {
        return host.read(file).map(FileContent::text).stream()
                .flatMap(String::lines)
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == 3 && fields[0].equals(remap.account()))
                .map(fields -> fields[1])
                .findFirst();
    }

    @Override
    public void configure(ObjectNode configuration) {
        configuration.put("userns-remap", remap.value());
    }

    @Override
    public void check(Planning planning) {
        HostView host = planning.host();
        if (!remap.isEngines()) {
            Stream.of(SUBORDINATE_USERS, SUBORDINATE_GROUPS)
                    .filter(file ->
                            host.knows(file) && firstId(file, remap, host).isEmpty())
                    .forEach(file -> conflict(
                            "no line for " + remap + " in " + file,
                            "an account with subordinate ids",
                            "run \"usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + remap
                                    + "\" with a free range, or use UserRemap.ofEngine()",
                            planning));
        }
        host.read(LIMIT)
                .filter(limit -> limit.text().strip().equals("0"))
                .ifPresent(off -> conflict(
                        LIMIT + " is 0",
                        "a kernel that makes user namespaces",
                        "raise it by sysctl(8), or leave userRemap out",
                        planning));
        closedParents(host)
                .forEach(directory -> conflict(
                        directory + " is closed to others",
                        "directories above the data root that the account may pass",
                        "run \"chmod o+x " + directory + "\", or choose another dataRoot(..)",
                        planning));
    }

    /**
     * Those above the data root which are not Outboard's own. The engine does not start below one: "a subdirectory in your
     * graphroot path restricts access to the remapped root uid/gid".
     */
    private List<AbsolutePath> closedParents(HostView host) {
        return Stream.iterate(
                        daemon.spec().dataRoot().parent(),
                        Optional::isPresent,
                        path -> path.flatMap(AbsolutePath::parent))
                .flatMap(Optional::stream)
                .filter(directory -> !directory.equals(daemon.spec().root()))
                .filter(directory -> host.status(directory)
                        .filter(status -> status.type() == FileStatus.Type.DIRECTORY)
                        .filter(status -> (status.mode().bits() & OTHERS_MAY_PASS) == 0)
                        .isPresent())
                .toList();
    }

    private void conflict(String found, String expected, String remedy, Planning planning) {
        planning.conflict(new Problem("userRemap", found, expected, remedy)
                .of("daemon " + daemon.spec().name()));
    }

    @Override
    public List<String> notes() {
        return List.of(
                "users of containers become ids of " + remap + "; images and containers from before userRemap lie"
                        + " elsewhere in the data root, and have to be loaded again",
                "containers that are privileged or share a namespace of the host need --userns=host");
    }
}
