package dev.outboard.systemd.proof;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import dev.outboard.core.host.HostView;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.HttpUrl;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server that containers of a daemon have to reach.
 *
 * @param host its name or address
 * @param port its TCP port
 */
record ProbeTarget(String host, int port) {
    /** The first that names a server elsewhere counts, as it does for the engine: systemd-resolved.service(8). */
    private static final List<AbsolutePath> NAME_SERVERS =
            List.of(AbsolutePath.of("/etc/resolv.conf"), AbsolutePath.of("/run/systemd/resolve/resolv.conf"));

    private static final Splitter WORDS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();
    private static final int DNS = 53;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /**
     * The servers that jobs need, and the daemon's registry mirrors. Where there are none, the host's name servers, unless they are on the host itself: resolv.conf(5).
     */
    static List<ProbeTarget> of(List<HttpUrl> servers, DaemonSpec daemon, HostView host) {
        List<ProbeTarget> named = Stream.concat(servers.stream(), daemon.registries().mirrors().stream())
                .map(ProbeTarget::of)
                .distinct()
                .toList();
        return named.isEmpty() ? nameServers(host) : named;
    }

    private static ProbeTarget of(HttpUrl url) {
        URI uri = url.toUri();
        int standard = uri.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
        return new ProbeTarget(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? standard : uri.getPort());
    }

    private static List<ProbeTarget> nameServers(HostView host) {
        return NAME_SERVERS.stream()
                .map(file -> nameServers(file, host))
                .filter(servers -> !servers.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<ProbeTarget> nameServers(AbsolutePath file, HostView host) {
        return host.read(file).map(FileContent::text).stream()
                .flatMap(String::lines)
                .map(WORDS::splitToList)
                .filter(words -> words.size() == 2 && words.get(0).equals("nameserver"))
                .map(words -> words.get(1))
                .filter(InetAddresses::isInetAddress)
                .filter(address -> !InetAddresses.forString(address).isLoopbackAddress())
                .map(address -> new ProbeTarget(address, DNS))
                .toList();
    }

    /** Whether it is given by a name, which has to be resolved. */
    boolean isNamed() {
        return !InetAddresses.isInetAddress(host);
    }

    @Override
    public String toString() {
        return host + (host.contains(":") ? " port " : ":") + port;
    }
}
