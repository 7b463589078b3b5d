package dev.outboard.network.host;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Ints;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * networkd.conf(5) with its drop-ins, which systemd-networkd reads when it starts.
 *
 * @param unit what they say together
 * @param version the version of systemd, which decides the settings that it knows
 */
record NetworkdSettings(UnitFile unit, int version) {
    /** Where Outboard and administrators put drop-ins. */
    static final AbsolutePath DROP_INS = AbsolutePath.of("/etc/systemd/networkd.conf.d");

    private static final String NAME = "networkd.conf";

    /** The first has the last word. */
    private static final List<AbsolutePath> DIRECTORIES = Stream.of(
                    "/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd")
            .map(AbsolutePath::of)
            .toList();

    /** Answers {@code systemd 252 (252.39-1~deb12u1)}, and more lines. */
    private static final Query VERSION = Query.of("systemctl", "--version");

    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    private static final ImmutableSet<String> OFF = ImmutableSet.of("no", "n", "false", "f", "off", "0");

    /** What networkd leaves alone if it is made by others and a setting says so; by default it deletes it. */
    enum Foreign {
        /** Policy rules. */
        RULES("ManageForeignRoutingPolicyRules", 249),
        /** Routes. */
        ROUTES("ManageForeignRoutes", 249),
        /** Nexthop objects, and with them the routes that use them: ip-nexthop(8). */
        NEXT_HOPS("ManageForeignNextHops", 256);

        private final String setting;
        private final int since;

        Foreign(String setting, int since) {
            this.setting = setting;
            this.since = since;
        }

        /** The line that says so. */
        String prevention() {
            return setting + "=no";
        }
    }

    /** The version of systemd, if it is too old to leave the policy rules of others alone. */
    static Optional<Integer> tooOld(HostView host) {
        return versionOf(host).filter(version -> version < Foreign.RULES.since);
    }

    /** The settings of the networkd that runs; none if a file of them changed after it started. */
    static NetworkdSettings inForce(HostView host) {
        List<AbsolutePath> files = files(host);
        boolean isInForce = !files.isEmpty() && isUnchanged(files, host);
        return of(isInForce ? parse(files, host) : UnitFile.empty(NAME), host);
    }

    /** The settings of a networkd that is started with one file of them. */
    static NetworkdSettings of(UnitFile unit, HostView host) {
        return new NetworkdSettings(unit, versionOf(host).orElse(Integer.MAX_VALUE));
    }

    /** Whether networkd leaves such objects alone. */
    boolean leave(Foreign objects) {
        return isKnown(objects)
                && unit.value("Network", objects.setting)
                        .filter(value -> OFF.contains(value.toLowerCase(Locale.ROOT)))
                        .isPresent();
    }

    /** Whether networkd is new enough for the setting. */
    boolean isKnown(Foreign objects) {
        return version >= objects.since;
    }

    private static Optional<Integer> versionOf(HostView host) {
        return host.ask(VERSION)
                .flatMap(answer -> WORDS.splitToStream(answer.output()).skip(1).findFirst())
                .flatMap(version -> Optional.ofNullable(Ints.tryParse(version)));
    }

    private static List<AbsolutePath> files(HostView host) {
        List<AbsolutePath> files = new ArrayList<>();
        DIRECTORIES.stream()
                .map(directory -> directory.resolve(NAME))
                .filter(file -> host.read(file).isPresent())
                .findFirst()
                .ifPresent(files::add);
        Map<String, AbsolutePath> dropIns = new TreeMap<>();
        for (AbsolutePath directory : DIRECTORIES) {
            AbsolutePath ofDirectory = directory.resolve(NAME + ".d");
            host.list(ofDirectory).stream()
                    .filter(name -> name.endsWith(".conf"))
                    .forEach(name -> dropIns.putIfAbsent(name, ofDirectory.resolve(name)));
        }
        files.addAll(dropIns.values());
        return files;
    }

    /** By the time of the last change of each inode, which copying a file does not preserve. */
    private static boolean isUnchanged(List<AbsolutePath> files, HostView host) {
        List<String> find = new ArrayList<>();
        find.add("find");
        files.forEach(file -> find.add(file.toString()));
        find.addAll(List.of("-cnewer", NetworkdState.STARTED));
        try {
            return host.ask(Query.of(find))
                    .filter(CommandResult::isSuccess)
                    .filter(answer -> answer.output().isEmpty())
                    .isPresent();
        } catch (ProvisioningException noFind) {
            return false;
        }
    }

    private static UnitFile parse(List<AbsolutePath> files, HostView host) {
        String text = files.stream()
                .flatMap(file -> host.read(file).stream())
                .map(content -> content.text())
                .collect(Collectors.joining("\n"));
        try {
            return UnitFile.parse(NAME, text);
        } catch (ProvisioningException unreadable) {
            return UnitFile.empty(NAME);
        }
    }
}
