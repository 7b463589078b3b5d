package dev.outboard.network.host;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of systemd-networkd that is on a host, with its drop-ins: systemd.network(5).
 *
 * @param path where it is
 * @param unit what it says; empty if it can't be read as a file of settings
 */
record NetworkdFile(AbsolutePath path, Optional<UnitFile> unit) {
    /** The first has the last word: a file hides those of the same name in the directories after its own. */
    private static final List<AbsolutePath> DIRECTORIES = Stream.of(
                    "/etc/systemd/network",
                    "/run/systemd/network",
                    "/usr/local/lib/systemd/network",
                    "/usr/lib/systemd/network")
            .map(AbsolutePath::of)
            .toList();

    /** Whether a file takes a link. */
    enum Match {
        /** It does not. */
        NO,
        /** It does if conditions hold that only networkd knows, for example the kernel's command line. */
        MAYBE,
        /** It does. */
        YES
    }

    /** The files in effect whose names end so, in the order in which networkd reads them: by name. */
    static List<NetworkdFile> of(HostView host, String suffix) {
        Map<String, AbsolutePath> paths = new TreeMap<>();
        for (AbsolutePath directory : DIRECTORIES) {
            host.list(directory).stream()
                    .filter(name -> name.endsWith(suffix))
                    .forEach(name -> paths.putIfAbsent(name, directory.resolve(name)));
        }
        return paths.values().stream()
                .flatMap(path -> read(path, host).stream())
                .toList();
    }

    String name() {
        String text = path.toString();
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** Whether it says that networkd has to leave its links alone. */
    boolean isUnmanaged() {
        return unit.flatMap(text -> text.value("Link", "Unmanaged"))
                .filter(value -> ImmutableSet.of("yes", "true", "1", "on").contains(value))
                .isPresent();
    }

    /** Whether it takes a link; one that can't be read may take every link. */
    Match matches(LinkIdentity link) {
        if (unit.isEmpty()) {
            return Match.MAYBE;
        }
        UnitFile file = unit.get();
        if (!file.sections().contains("Match")) {
            return Match.NO;
        }
        Map<String, Predicate<String>> known = new LinkedHashMap<>();
        known.put("Name", any(link.names()));
        known.put("Type", any(link.types()));
        known.put("Kind", any(link.kind().map(ImmutableSet::of).orElse(ImmutableSet.of())));
        known.put("MACAddress", equal(link.addresses()));
        known.put("PermanentMACAddress", equal(link.addresses()));
        boolean isSure = false;
        for (Map.Entry<String, Predicate<String>> condition : known.entrySet()) {
            List<String> wanted = file.words("Match", condition.getKey());
            if (!wanted.isEmpty()) {
                if (!holds(wanted, condition.getValue())) {
                    return Match.NO;
                }
                isSure = true;
            }
        }
        List<String> driver = file.words("Match", "Driver");
        if (!driver.isEmpty()
                && link.kind().isPresent()
                && !holds(driver, any(ImmutableSet.of(link.kind().get())))) {
            return Match.NO;
        }
        return isSure && !hasOtherConditions(file, known.keySet()) ? Match.YES : Match.MAYBE;
    }

    /** A list that begins with an exclamation mark is turned round as a whole: systemd.network(5), {@code Name=}. */
    private static boolean holds(List<String> wanted, Predicate<String> condition) {
        if (wanted.get(0).startsWith("!")) {
            return Stream.concat(
                            Stream.of(wanted.get(0).substring(1)),
                            wanted.stream().skip(1))
                    .noneMatch(condition);
        }
        return wanted.stream().anyMatch(condition);
    }

    private static Predicate<String> any(Set<String> texts) {
        return glob ->
                texts.stream().anyMatch(text -> pattern(glob).matcher(text).matches());
    }

    /** Written with colons, dashes or dots: systemd.link(5), {@code MACAddress=}. */
    private static Predicate<String> equal(Set<String> addresses) {
        return wanted -> addresses.stream().anyMatch(address -> digits(address).equals(digits(wanted)));
    }

    private static String digits(String address) {
        return address.replaceAll("[^0-9A-Fa-f]", "").toLowerCase(Locale.ROOT);
    }

    /** fnmatch(3): a range of characters is taken for any text, so that too much matches rather than too little. */
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        boolean isInRange = false;
        for (int index = 0; index < glob.length(); index++) {
            char character = glob.charAt(index);
            if (isInRange) {
                isInRange = character != ']';
            } else if (character == '*' || character == '[') {
                regex.append(".*");
                isInRange = character == '[';
            } else if (character == '?') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(character)));
            }
        }
        return Pattern.compile(regex.toString());
    }

    private static boolean hasOtherConditions(UnitFile file, Set<String> known) {
        boolean isInMatch = false;
        for (String line : Splitter.on('\n').trimResults().split(file.text())) {
            if (line.startsWith("[")) {
                isInMatch = line.equals("[Match]");
            } else if (isInMatch
                    && line.indexOf('=') > 0
                    && !line.startsWith("#")
                    && !line.startsWith(";")
                    && !known.contains(line.substring(0, line.indexOf('=')).strip())) {
                return true;
            }
        }
        return false;
    }

    /** An empty file, and a link to /dev/null, hide a file of the same name and say nothing themselves. */
    private static Optional<NetworkdFile> read(AbsolutePath path, HostView host) {
        return host.read(path).filter(content -> content.size() > 0).map(content -> {
            String name = path.toString();
            StringBuilder text = new StringBuilder(content.text());
            for (AbsolutePath directory : DIRECTORIES) {
                AbsolutePath dropIns = directory.resolve(name.substring(name.lastIndexOf('/') + 1) + ".d");
                host.list(dropIns).stream()
                        .filter(dropIn -> dropIn.endsWith(".conf"))
                        .flatMap(dropIn -> host.read(dropIns.resolve(dropIn)).stream())
                        .forEach(dropIn -> text.append('\n').append(dropIn.text()));
            }
            return new NetworkdFile(path, parsed(name, text.toString()));
        });
    }

    private static Optional<UnitFile> parsed(String name, String text) {
        try {
            return Optional.of(UnitFile.parse(name, text));
        } catch (ProvisioningException unreadable) {
            return Optional.empty();
        }
    }
}
