package dev.outboard.systemd.platform;

import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.network.host.Firewall;
import dev.outboard.systemd.engine.EngineVersion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host offers to a second daemon. Where it is not known, as on a host that only records, the newest is assumed;
 * so it is with an engine newer than any that is known.
 *
 * @param program where the engine is, or would be
 * @param engine the engine's version, or empty if it is not known
 * @param systemd systemd's version, which is one number, or empty if it is not known
 * @param controlGroups how the host's control groups are made
 * @param firewall what rules for the daemon's containers depend on
 */
public record Platform(
        AbsolutePath program,
        Optional<EngineVersion> engine,
        OptionalInt systemd,
        ControlGroups controlGroups,
        Firewall firewall) {
    /** The newest engine on which everything was seen to work. */
    public static final EngineVersion NEWEST_KNOWN = EngineVersion.of("29.7");

    private static final List<AbsolutePath> PROGRAMS = List.of(
            AbsolutePath.of("/usr/bin/dockerd"),
            AbsolutePath.of("/usr/sbin/dockerd"),
            AbsolutePath.of("/usr/local/bin/dockerd"));

    /** Packages that bring an engine: Debian's, Docker's own, and Microsoft's and Fedora's. */
    private static final List<String> PACKAGES = List.of("docker.io", "docker-ce", "moby-engine");

    /** What {@code dockerd --version} prints, on every engine from 17.06 to 29. */
    private static final Pattern VERSION = Pattern.compile("Docker version ([^,\\s]+),.*", Pattern.DOTALL);

    /** The first line of {@code systemctl --version}, and the version of the package that brings it. */
    private static final Pattern SYSTEMD = Pattern.compile("(?:systemd )?([0-9]{1,5})\\b.*", Pattern.DOTALL);

    /**
     * A host of which nothing is known.
     *
     * @return a platform with the newest of everything
     */
    public static Platform unknown() {
        return new Platform(
                PROGRAMS.get(0), Optional.empty(), OptionalInt.empty(), ControlGroups.unknown(), Firewall.unknown());
    }

    /**
     * Reads what a host offers.
     *
     * @param host the host
     * @return its platform; {@link #unknown()} in all that can't be found out
     */
    public static Platform readFrom(HostView host) {
        return readFrom(host, List.of(), program -> Optional.empty());
    }

    /**
     * Reads what a host offers.
     *
     * @param host the host
     * @param bridgesOfDaemons the bridges of every network of daemons that are there already, as far as they tell
     * @param running tells the version of a program by its path, if it runs as an engine and answered: a program may have
     *     been put in the place of the one that a package brought
     * @return its platform; {@link #unknown()} in all that can't be found out
     */
    public static Platform readFrom(
            HostView host,
            Collection<InterfaceName> bridgesOfDaemons,
            Function<AbsolutePath, Optional<String>> running) {
        InstalledPackages packages = InstalledPackages.readFrom(host);
        Optional<AbsolutePath> program =
                PROGRAMS.stream().filter(path -> host.status(path).isPresent()).findFirst();
        return new Platform(
                program.orElse(PROGRAMS.get(0)),
                program.flatMap(found -> running.apply(found)
                        .or(() -> packages.versionOfOwner(found, PACKAGES))
                        .flatMap(EngineVersion::find)
                        .or(() -> askEngine(found, host))),
                packages.version("systemd")
                        .map(Platform::systemd)
                        .orElseGet(() ->
                                answer(host, "systemctl").map(Platform::systemd).orElseGet(OptionalInt::empty)),
                ControlGroups.readFrom(host),
                Firewall.readFrom(host, bridgesOfDaemons));
    }

    private static Optional<EngineVersion> askEngine(AbsolutePath program, HostView host) {
        return answer(host, program.toString())
                .map(VERSION::matcher)
                .filter(Matcher::matches)
                .flatMap(matcher -> EngineVersion.find(matcher.group(1)));
    }

    private static OptionalInt systemd(String text) {
        Matcher matcher = SYSTEMD.matcher(text);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static Optional<String> answer(HostView host, String program) {
        try {
            return host.ask(Query.of(program, "--version"))
                    .filter(CommandResult::isSuccess)
                    .map(CommandResult::output);
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

    /**
     * Whether the engine has something that not all of them have.
     *
     * @param feature what
     * @return true if the engine is as new, or not known
     */
    public boolean has(EngineFeature feature) {
        return engineIsAtLeast(feature.since());
    }

    /**
     * The engine in words.
     *
     * @return for example {@code Docker 26.1}
     */
    public String engineText() {
        return engine.map(found -> "Docker " + found
                        + (NEWEST_KNOWN.isAtLeast(found) ? "" : " (treated as " + NEWEST_KNOWN + ", the newest known)"))
                .orElse("Docker of unknown version (treated as " + NEWEST_KNOWN + ", the newest known)");
    }

    /**
     * What there is, for people.
     *
     * @return for example {@code Docker 26.1, systemd 257, control groups of version 2}
     */
    @Override
    public String toString() {
        if (equals(unknown())) {
            return "a host that is not known, as for Docker " + NEWEST_KNOWN + ", the newest known";
        }
        return engineText() + ", systemd " + (systemd.isPresent() ? systemd.getAsInt() : "of unknown version")
                + ", control groups of version " + (controlGroups.unified() ? 2 : 1);
    }
}
