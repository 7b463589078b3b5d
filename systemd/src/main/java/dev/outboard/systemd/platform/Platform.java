package dev.outboard.systemd.platform;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host offers to a second daemon. Where it is not known, as on a host that only records, the newest is assumed.
 *
 * @param program where the engine is, or would be
 * @param engine the engine's version, or empty if it is not known
 * @param controlGroups how the host's control groups are made
 */
public record Platform(AbsolutePath program, Optional<EngineVersion> engine, ControlGroups controlGroups) {
    private static final List<AbsolutePath> PROGRAMS = List.of(
            AbsolutePath.of("/usr/bin/dockerd"),
            AbsolutePath.of("/usr/sbin/dockerd"),
            AbsolutePath.of("/usr/local/bin/dockerd"));

    /** What {@code dockerd --version} prints, on every engine from 17.06 to 28. */
    private static final Pattern VERSION = Pattern.compile("Docker version ([^,\\s]+),.*", Pattern.DOTALL);

    /**
     * A host of which nothing is known.
     *
     * @return a platform with the newest of everything
     */
    public static Platform unknown() {
        return new Platform(PROGRAMS.get(0), Optional.empty(), ControlGroups.unknown());
    }

    /**
     * Reads what a host offers.
     *
     * @param host the host
     * @return its platform; {@link #unknown()} in all that can't be found out
     */
    public static Platform readFrom(HostView host) {
        Optional<AbsolutePath> program =
                PROGRAMS.stream().filter(path -> host.status(path).isPresent()).findFirst();
        return new Platform(
                program.orElse(PROGRAMS.get(0)),
                program.flatMap(found -> engine(found, host)),
                host.isRecording() ? ControlGroups.unknown() : ControlGroups.readFrom(host));
    }

    private static Optional<EngineVersion> engine(AbsolutePath program, HostView host) {
        try {
            return host.ask(Query.of(program.toString(), "--version"))
                    .filter(CommandResult::isSuccess)
                    .map(answer -> VERSION.matcher(answer.output()))
                    .filter(Matcher::matches)
                    .flatMap(matcher -> EngineVersion.find(matcher.group(1)));
        } catch (ProvisioningException unusable) {
            return Optional.empty();
        }
    }

    /**
     * Whether the engine has what came with a version.
     *
     * @param version the version that brought it
     * @return true if the engine is as new, or not known
     */
    public boolean engineIsAtLeast(EngineVersion version) {
        return engine.map(found -> found.isAtLeast(version)).orElse(true);
    }
}
