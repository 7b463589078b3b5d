package dev.outboard.systemd.storage;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is recognised on a file or device: filesystems, partition tables, members of an array. */
final class Signature {
    private static final Pattern TYPE = Pattern.compile("^(?:PT)?TYPE=(.+)$", Pattern.MULTILINE);

    /** blkid(8), EXIT STATUS: nothing was found. */
    private static final int NOTHING = 2;

    private Signature() {}

    /** Looks at the bytes themselves, since what udev or a cache remembers may be old. */
    static Query query(AbsolutePath place) {
        return Query.of(List.of("blkid", "--probe", "--output", "export", place.toString()));
    }

    /**
     * The first thing that is recognised.
     *
     * @return its name by blkid(8), {@code several things} if they contradict each other, or empty if there is nothing
     */
    static Optional<String> typeOf(AbsolutePath place, HostView host) {
        return host.ask(query(place)).flatMap(Signature::type);
    }

    static Optional<String> type(CommandResult answer) {
        if (answer.exitStatus() == NOTHING) {
            return Optional.empty();
        }
        Matcher type = TYPE.matcher(answer.output());
        return Optional.of(answer.isSuccess() && type.find() ? type.group(1) : "several things");
    }
}
