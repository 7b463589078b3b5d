package dev.outboard.network.host;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.host.HostView;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A script for a POSIX shell that a unit calls with a verb, and that an administrator can call by hand. Its verb {@value
 * #CHECK} prints what is wrong, a line for each fault, and ends with {@value #FAULTY} then; with another status it could
 * not look.
 *
 * @param path where the script is
 * @param text the script
 */
public record ControlScript(AbsolutePath path, String text) {
    private static final String CHECK = "check";
    private static final int FAULTY = 1;

    /** After a flush every rule is missing. */
    private static final int SHOWN = 3;

    /**
     * The script as a file that a stack owns.
     *
     * @return a file of root that everybody may read and run
     */
    public ManagedFile file() {
        return new ManagedFile(path, FileContent.ofText(text), FileMode.EXECUTABLE, FileOwner.ROOT);
    }

    /**
     * The line by which a unit calls the script.
     *
     * @param verb what the script has to do
     * @return the value of an Exec line
     */
    public String call(String verb) {
        return ExecLine.quote(List.of(path.toString(), verb));
    }

    /** The end of a script, which calls the function that is named as its verb is. */
    static String dispatch(List<String> verbs) {
        return """

                case ${1-} in
                    %s) "$1" ;;
                    *)
                        echo "usage: $0 %s" >&2
                        exit 2
                        ;;
                esac
                """.formatted(String.join(" | ", verbs), String.join("|", verbs));
    }

    /**
     * Has the script look at the host. A file with another text is not run.
     *
     * @param host where the script is
     * @return a line for each fault, at most four, none if everything is in place; empty if the host only records
     * @throws dev.outboard.core.failure.CommandFailedException if the script can't look, for example because only root can
     */
    public Optional<List<String>> faults(HostView host) {
        boolean isOurs =
                host.read(path).filter(FileContent.ofText(text)::equals).isPresent();
        return isOurs
                ? host.ask(Query.of(path.toString(), CHECK)).map(this::faults)
                : Optional.of(List.of(path + " is missing or was changed; apply the plan again"));
    }

    private List<String> faults(CommandResult check) {
        boolean isFaulty = check.exitStatus() == FAULTY && !check.output().isBlank();
        List<String> lines = ForeignText.lines(
                (isFaulty ? check : check.requireSuccess()).output().lines().toList());
        return lines.size() <= SHOWN
                ? lines
                : Stream.concat(
                                lines.stream().limit(SHOWN),
                                Stream.of((lines.size() - SHOWN) + " more, which \"" + path + " " + CHECK + "\" lists"))
                        .toList();
    }

    /** The parts, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
