package dev.outboard.systemd.vendor;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.systemd.installed.EngineArgument;
import dev.outboard.systemd.installed.InstalledUnit;
import dev.outboard.systemd.installed.UnitCommand;
import java.util.List;
import java.util.Optional;

/**
 * The command that runs the first daemon.
 *
 * @param file the unit or drop-in that sets it
 * @param line the command as it is written
 * @param options the engine's options, with variables replaced by what they hold
 */
record VendorCommand(String file, ExecLine line, List<EngineArgument> options) {
    private static final String DEFAULT_CONFIGURATION = "/etc/docker/daemon.json";

    /**
     * The command in force: the last one that is set, as systemd has it.
     *
     * @throws InvalidValueException if it can't be split into words
     */
    static Optional<VendorCommand> of(InstalledUnit service) {
        return service.commands().stream().reduce((first, last) -> last).map(VendorCommand::of);
    }

    private static VendorCommand of(UnitCommand command) {
        return new VendorCommand(
                command.file(),
                ExecLine.parse(command.line()),
                EngineArgument.parse(command.words().subList(1, command.words().size())));
    }

    /** Whether the command replaces a variable by what it holds. */
    boolean reads(String variable) {
        return line.words().stream()
                .map(ExecLine.Word::text)
                .anyMatch(word -> word.equals("$" + variable) || word.contains("${" + variable + "}"));
    }

    /** The file that the engine reads its configuration from. */
    static String configurationFile(Optional<InstalledUnit> service) {
        try {
            return service.flatMap(VendorCommand::of).stream()
                    .flatMap(command -> command.options().stream())
                    .filter(option -> option.name().equals("config-file"))
                    .flatMap(option -> option.value().stream())
                    .reduce(DEFAULT_CONFIGURATION, (first, last) -> last);
        } catch (InvalidValueException unreadable) {
            return DEFAULT_CONFIGURATION;
        }
    }
}
