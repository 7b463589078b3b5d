package dev.outboard.network.host;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where ifupdown, NetworkManager, and the scripts of Red Hat and SUSE are told to make a link: interfaces(5),
 * nm-settings-keyfile(5), ifcfg(5). A link that does not exist now would be theirs at the next boot.
 */
final class OtherConfigurations {
    private static final AbsolutePath INTERFACES = AbsolutePath.of("/etc/network/interfaces");
    private static final List<AbsolutePath> CONNECTIONS = List.of(
            AbsolutePath.of("/etc/NetworkManager/system-connections"),
            AbsolutePath.of("/usr/lib/NetworkManager/system-connections"));
    private static final List<AbsolutePath> SCRIPTS =
            List.of(AbsolutePath.of("/etc/sysconfig/network-scripts"), AbsolutePath.of("/etc/sysconfig/network"));
    private static final List<String> STANZAS = List.of("auto", "iface", "allow-hotplug");
    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    private OtherConfigurations() {}

    /** One problem for each file that names the bridge. */
    static List<Problem> of(BridgeSpec spec, HostView host) {
        String name = spec.name().toString();
        AbsolutePath more = AbsolutePath.of(INTERFACES + ".d");
        List<AbsolutePath> files = new ArrayList<>();
        Stream.concat(Stream.of(INTERFACES), host.list(more).stream().map(more::resolve))
                .filter(file -> lines(file, host).anyMatch(line -> isStanza(line, name)))
                .forEach(files::add);
        CONNECTIONS.stream()
                .flatMap(directory -> host.list(directory).stream().map(directory::resolve))
                .filter(file -> lines(file, host).anyMatch(("interface-name=" + name)::equals))
                .forEach(files::add);
        SCRIPTS.stream()
                .map(directory -> directory.resolve("ifcfg-" + name))
                .filter(file -> host.read(file).isPresent())
                .forEach(files::add);
        return files.stream()
                .map(file -> new Problem(
                        "bridge " + name,
                        "a link of that name in " + file,
                        "a name that no configuration of the host uses",
                        "choose another name, or take the link out of that file"))
                .toList();
    }

    private static boolean isStanza(String line, String name) {
        List<String> words = WORDS.splitToList(line);
        return words.size() > 1
                && STANZAS.contains(words.get(0))
                && words.subList(1, words.size()).contains(name);
    }

    private static Stream<String> lines(AbsolutePath file, HostView host) {
        return host.read(file).stream()
                .flatMap(content -> content.text().lines())
                .map(String::strip);
    }
}
