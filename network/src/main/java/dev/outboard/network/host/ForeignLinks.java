package dev.outboard.network.host;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.command.Query;
import dev.outboard.core.desired.ManagedFile;
import dev.outboard.core.desired.Planning;
import dev.outboard.core.failure.Problem;
import dev.outboard.core.failure.ProvisioningException;
import dev.outboard.core.host.HostView;
import dev.outboard.core.receipt.Receipt;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.host.NetworkdFile.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What systemd-networkd would do to links that are not Outboard's, seen from the files that others left for it. Starting
 * networkd, or telling it to read its files again, brings all of them to life.
 *
 * @param host the host
 * @param own names of the links that are Outboard's, or will be
 */
record ForeignLinks(HostView host, Set<String> own) {
    /** Private to systemd, and the same since networkd exists: what each link was configured from. */
    private static final AbsolutePath STATE = AbsolutePath.of("/run/systemd/netif/links");

    private static final Query CHANGED_SINCE_START = Query.of(
            "find", "/etc/systemd/network", "/run/systemd/network", "-type", "f", "-newer", NetworkdState.STARTED);

    ForeignLinks {
        own = ImmutableSet.copyOf(own);
    }

    /** Those beside the bridges of a receipt and one more. */
    static ForeignLinks of(Planning planning, String... more) {
        Receipt receipt = planning.receipt();
        return new ForeignLinks(
                planning.host(),
                Stream.concat(Bridge.of(receipt).stream().map(Object::toString), Stream.of(more))
                        .collect(Collectors.toSet()));
    }

    /** Whether networkd runs; systemd is only asked where it has configured a link since the boot. */
    static boolean networkdRuns(HostView host) {
        return !host.list(STATE).isEmpty() && NetworkdState.readFrom(host).isActive();
    }

    /** What a start of networkd would take over, or make. When it is not sure whether a file takes a link, it does. */
    List<Problem> takenByAStart() {
        List<NetworkdFile> files = NetworkdFile.of(host, ".network");
        List<Problem> problems = new ArrayList<>();
        for (LinkIdentity link : foreign()) {
            files.stream()
                    .filter(file -> file.matches(link) != Match.NO)
                    .findFirst()
                    .filter(file -> !file.isUnmanaged())
                    .map(file -> problem("a start of systemd-networkd, which would configure link " + link.name()
                            + " from " + file.path()))
                    .ifPresent(problems::add);
        }
        NetworkdFile.of(host, ".netdev").stream()
                .filter(file -> file.unit()
                        .flatMap(unit -> unit.value("NetDev", "Name"))
                        .filter(own::contains)
                        .isEmpty())
                .map(file -> problem("a start of systemd-networkd, which would make the link of " + file.path()))
                .forEach(problems::add);
        return problems;
    }

    /** What telling networkd to read its files again would change for sure. */
    List<Problem> changedByAReload() {
        List<Problem> problems = new ArrayList<>();
        List<NetworkdFile> files = NetworkdFile.of(host, ".network");
        for (LinkIdentity link : foreign()) {
            Optional<String> applied = applied(link);
            Optional<NetworkdFile> next = files.stream()
                    .filter(file -> file.matches(link) == Match.YES)
                    .findFirst();
            boolean isOther = next.filter(file ->
                            applied.filter(file.path().toString()::equals).isEmpty())
                    .filter(file -> !file.isUnmanaged())
                    .filter(file -> applied.isEmpty() || isBefore(file, applied.get(), files))
                    .isPresent();
            if (isOther) {
                problems.add(problem("a file that systemd-networkd has not read yet, "
                        + next.orElseThrow().path() + ": a reload would configure link " + link.name() + " from it"));
            }
            applied.filter(path -> files.stream()
                            .noneMatch(file -> file.path().toString().equals(path)))
                    .filter(path -> !isOther)
                    .ifPresent(path -> problems.add(problem("link " + link.name() + ", configured from " + path
                            + ", which is there no more: a reload would give it up")));
        }
        return problems;
    }

    /** A file that networkd applied although another seems to match first has a reason that is not seen from here. */
    private static boolean isBefore(NetworkdFile file, String applied, List<NetworkdFile> files) {
        return files.stream()
                .filter(other -> other.path().toString().equals(applied))
                .findFirst()
                .map(other -> file.name().compareTo(other.name()) < 0)
                .orElse(true);
    }

    /** Files that were written after networkd started, and take links; it may have read them since, or not. */
    List<String> possiblyChangedByAReload() {
        List<String> changed = changedSinceStart();
        return NetworkdFile.of(host, ".network").stream()
                .filter(file -> changed.contains(file.path().toString()))
                .flatMap(file -> foreign().stream()
                        .filter(link -> file.matches(link) != Match.NO)
                        .map(link ->
                                file.path() + " was written after systemd-networkd started; if it was not read since,"
                                        + " the reload configures link " + link.name() + " from it"))
                .toList();
    }

    private List<String> changedSinceStart() {
        try {
            return host.ask(CHANGED_SINCE_START).stream()
                    .map(CommandResult::output)
                    .flatMap(String::lines)
                    .toList();
        } catch (ProvisioningException noFind) {
            return List.of();
        }
    }

    /** Files of others that match a bridge of ours. */
    static List<NetworkdFile> matching(String bridge, Planning planning) {
        LinkIdentity link = LinkIdentity.ofBridge(bridge);
        return NetworkdFile.of(planning.host(), ".network").stream()
                .filter(file -> !isOurs(file.path(), planning.receipt()))
                .filter(file -> file.matches(link) != Match.NO)
                .toList();
    }

    private static boolean isOurs(AbsolutePath path, Receipt receipt) {
        return receipt.resources().stream()
                .anyMatch(owned -> owned.attributes().containsKey(ManagedFile.attribute(path)));
    }

    private List<LinkIdentity> foreign() {
        return LinkIdentity.of(host).stream()
                .filter(link -> !own.contains(link.name()))
                .toList();
    }

    private Optional<String> applied(LinkIdentity link) {
        String key = "NETWORK_FILE=";
        return host.read(STATE.resolve(String.valueOf(link.index()))).stream()
                .flatMap(state -> state.text().lines())
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                // the same directory, as systemd of Debian 12 calls it
                .map(path -> path.startsWith("/lib/") ? "/usr" + path : path)
                .findFirst();
    }

    private static Problem problem(String found) {
        return new Problem(
                "systemd-networkd",
                found,
                "no effect on links that are not Outboard's",
                "set persistence(UNIT) on the bridges, which needs no networkd; or move the file away; or let networkd"
                        + " have it first, at a time of your choice: \"systemctl reload-or-restart "
                        + NetworkdState.UNIT
                        + "\"");
    }
}
