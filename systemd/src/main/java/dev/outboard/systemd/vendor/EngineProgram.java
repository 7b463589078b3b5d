package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.Problem;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a command that runs the engine from one that runs something else, which then runs the engine or does not. */
final class EngineProgram {
    /** Red Hat's packages and Docker's own had more than one engine on a host. */
    private static final Pattern ENGINE = Pattern.compile("(/.*/)?dockerd(-(ce|current|ee|latest))?");

    private static final Pattern CLIENT = Pattern.compile("(.*/)?docker(-current|-latest)?");

    private EngineProgram() {}

    /** Why a unit can't be derived from one that runs this command. */
    static Optional<Problem> fault(VendorCommand command, AbsolutePath engine) {
        String program = command.line().program();
        List<String> words =
                command.line().words().stream().map(ExecLine.Word::text).toList();
        if (program.contains("/snap/") || program.endsWith("/snap")) {
            return Optional.of(AbsentEngine.snap(UnitSourceProblem.PROPERTY, command.file()));
        }
        if (ENGINE.matcher(program).matches() || program.equals(engine.toString())) {
            return Optional.empty();
        }
        if (words.stream().anyMatch(word -> word.contains("rootless"))) {
            return Optional.of(UnitSourceProblem.of(
                    command.file() + " runs a rootless engine by " + program,
                    "an engine that runs as root",
                    "install the Docker engine of the host's distribution, and " + UnitSourceProblem.GENERATE));
        }
        if (program.contains("podman")) {
            return Optional.of(AbsentEngine.podman(UnitSourceProblem.PROPERTY, command.file() + " runs " + program));
        }
        if (CLIENT.matcher(program).matches()) {
            return Optional.of(UnitSourceProblem.of(
                    command.file() + " runs " + program + ", which was the engine until Docker 17.12",
                    "a unit that runs dockerd",
                    "install Docker 20.10 or newer; if it is installed and the unit is older, "
                            + UnitSourceProblem.GENERATE));
        }
        return Optional.of(UnitSourceProblem.of(
                command.file() + " runs " + program,
                "a unit that runs dockerd itself; what another program does before that is not known",
                UnitSourceProblem.GENERATE));
    }
}
