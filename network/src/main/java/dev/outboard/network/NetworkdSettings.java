package dev.outboard.network;

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
 */
record NetworkdSettings(UnitFile unit) {
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
    private static final int FIRST_WITH_FOREIGN_RULES = 249;

    private static final ImmutableSet<String> OFF = ImmutableSet.of("no", "n", "false", "f", "off", "0");

    /** The version of systemd, if it is too old to leave the policy rules of others alone. */
    static Optional<Integer> tooOld(HostView host) {
        return host.ask(VERSION)
                .flatMap(answer -> WORDS.splitToStream(answer.output()).skip(1).findFirst())
                .flatMap(version -> Optional.ofNullable(Ints.tryParse(version)))
                .filter(version -> version < FIRST_WITH_FOREIGN_RULES);
    }

    /** The settings of the networkd that runs; none if a file of them changed after it started. */
    static NetworkdSettings inForce(HostView host) {
        List<AbsolutePath> files = files(host);
        boolean isInForce = !files.isEmpty() && tooOld(host).isEmpty() && isUnchanged(files, host);
        return new NetworkdSettings(isInForce ? parse(files, host) : UnitFile.empty(NAME));
    }

    /** Whether a setting that is on by default is switched off. */
    boolean isOff(String key) {
        return unit.value("Network", key)
                .filter(value -> OFF.contains(value.toLowerCase(Locale.ROOT)))
                .isPresent();
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
