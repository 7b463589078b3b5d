package dev.outboard.systemd.daemon.host;

import com.google.common.base.Splitter;
import com.google.common.collect.Lists;
import dev.outboard.core.change.Loss;
import dev.outboard.core.change.Step;
import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.host.Host;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Deletes what a stopped daemon leaves in its exec-root. Engines keep the host's network namespace mounted there once a
 * container has used it.
 *
 * @param execRoot the directory
 */
record DeleteRuntimeState(AbsolutePath execRoot) implements Step {
    private static final AbsolutePath MOUNTS = AbsolutePath.of("/proc/self/mountinfo");

    /** The fifth field of proc_pid_mountinfo(5). */
    private static final int MOUNT_POINT = 4;

    /** Blanks and backslashes of a path are written as three octal digits there. */
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    @Override
    public String describe() {
        return "delete directory and everything in it, unmounted first: " + execRoot;
    }

    @Override
    public void perform(Host host) {
        List<String> mounted = host.read(MOUNTS).map(FileContent::text).stream()
                .flatMap(String::lines)
                .map(line -> unescaped(Splitter.on(' ').splitToList(line).get(MOUNT_POINT)))
                .filter(point -> point.startsWith(execRoot + "/"))
                .toList();
        Lists.reverse(mounted).forEach(point -> host.run(Command.of("umount", point)));
        host.deleteTree(execRoot);
    }

    @Override
    public Optional<Loss> loss() {
        return Optional.of(Loss.ofTree(execRoot));
    }

    /** The engine makes it again. */
    @Override
    public Undo undo() {
        return Undo.NOTHING;
    }

    private static String unescaped(String field) {
        return OCTAL.matcher(field)
                .replaceAll(octal ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(octal.group(1), 8))));
    }
}
