package dev.outboard.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Control groups of a JVM that was killed and could not remove them. The machines in them died with it, and their files
 * too, see {@link Enclosure}.
 */
final class Leftovers {
    private Leftovers() {}

    /**
     * Removes the groups whose name is the prefix, the id of a process that has ended, and a name. Test classes that run
     * side by side call this at the same time.
     */
    static synchronized void remove(String prefix) throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(prefix) + "(\\d+)-.*");
        for (Path hierarchy : ControlGroup.hierarchies().toList()) {
            try (Stream<Path> groups = Files.list(hierarchy)) {
                List<Path> dead =
                        groups.filter(group -> isOfTheDead(group, name)).toList();
                ControlGroup.of(dead).remove();
            }
        }
    }

    private static boolean isOfTheDead(Path group, Pattern name) {
        Matcher matcher = name.matcher(String.valueOf(group.getFileName()));
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }
}
