package dev.outboard.runner.stack;

import dev.outboard.core.failure.HostException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Subnet;
import dev.outboard.runner.stack.IdleNetworks.IdleNetwork;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files in which one program's networks are defined.
 *
 * @param directory where they are
 * @param ending how their names end; drop-ins are in a directory of that name and {@code .d}: systemd.network(5)
 * @param range where they have an address, and the prefix length or netmask behind it
 */
record NetworkFiles(AbsolutePath directory, String ending, Pattern range) {
    /** interfaces(5): a part of the file may be in others. */
    private static final Pattern SOURCE = Pattern.compile("(?m)^\\s*source(-directory)?\\s+(\\S+)");

    NetworkFiles(String directory, String ending, String range) {
        this(AbsolutePath.of(directory), ending, Pattern.compile(range));
    }

    Stream<IdleNetwork> networks(HostView host, Predicate<String> isOfOthers) {
        return files(host)
                .flatMap(file -> text(file, host).filter(isOfOthers).stream().flatMap(text -> networksIn(file, text)));
    }

    private Stream<AbsolutePath> files(HostView host) {
        return host.list(directory).stream().flatMap(name -> {
            AbsolutePath file = directory.resolve(name);
            if (name.endsWith(ending)) {
                return Stream.concat(Stream.of(file), sourced(file, host));
            }
            return name.endsWith(ending + ".d") ? matching(file.toPath(), "*.conf", host) : Stream.empty();
        });
    }

    private Stream<AbsolutePath> sourced(AbsolutePath file, HostView host) {
        return text(file, host).map(SOURCE::matcher).stream()
                .flatMap(Matcher::results)
                .flatMap(found -> {
                    Path named = directory.toPath().resolve(found.group(2)).normalize();
                    return found.group(1) == null
                            ? matching(named.getParent(), String.valueOf(named.getFileName()), host)
                            : matching(named, "*", host);
                });
    }

    private static Stream<AbsolutePath> matching(@Nullable Path parent, String names, HostView host) {
        try {
            AbsolutePath directory = AbsolutePath.of(String.valueOf(parent));
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + names);
            return host.list(directory).stream()
                    .filter(name -> matcher.matches(Path.of(name)))
                    .map(directory::resolve);
        } catch (InvalidValueException | PatternSyntaxException | HostException unusable) {
            return Stream.empty();
        }
    }

    private Stream<IdleNetwork> networksIn(AbsolutePath file, String text) {
        return range.matcher(text)
                .results()
                .flatMap(found -> range(found).stream())
                .map(subnet -> new IdleNetwork("a network that is defined in " + file, subnet));
    }

    /** What can't be read tells nothing, and hides no other file. */
    private static Optional<String> text(AbsolutePath file, HostView host) {
        try {
            return host.read(file).map(FileContent::text);
        } catch (HostException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Subnet> range(MatchResult found) {
        String length = found.group(2);
        try {
            return range(
                    length == null || length.isEmpty() ? found.group(1) : found.group(1) + "/" + prefixLength(length));
        } catch (NumberFormatException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<Subnet> range(String address) {
        try {
            return Optional.of(InterfaceAddress.of(address).subnet());
        } catch (InvalidValueException network) {
            return subnet(address);
        }
    }

    private static Optional<Subnet> subnet(String text) {
        try {
            return Optional.of(Subnet.of(text));
        } catch (InvalidValueException unusable) {
            return Optional.empty();
        }
    }

    /** Of a netmask such as {@code 255.255.255.0}, or a length as it is. */
    private static String prefixLength(String text) {
        return text.contains(".")
                ? String.valueOf(Stream.of(text.split("\\."))
                        .mapToInt(octet -> Integer.bitCount(Integer.parseInt(octet)))
                        .sum())
                : text;
    }
}
