package dev.outboard.network.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Mtu;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * systemd-networkd in memory, as far as bridges go, with {@code networkctl}, {@code systemd-networkd-wait-online} and the
 * {@code systemctl} commands that name one of its units. It reads the files of the {@link InMemoryHost} when it starts or
 * is told to reload, as the real one of systemd 252 to 257 does: a link that is missing is made then and not before; a
 * link gets its configuration when it appears, when its file changes, or on {@code networkctl reconfigure}. Without
 * {@code ConfigureWithoutCarrier=yes} a bridge stays without address, and with an IPv6 address whose duplicates are looked
 * for it never is configured. Not thread-safe.
 */
public final class SimulatedNetworkd implements SimulatedCommand {
    private static final AbsolutePath DIRECTORY = AbsolutePath.of("/etc/systemd/network");
    private static final String SERVICE = "systemd-networkd.service";
    private static final String WAIT_ONLINE = "/usr/lib/systemd/systemd-networkd-wait-online";
    private static final Set<String> UNITS =
            new LinkedHashSet<>(List.of(SERVICE, "systemd-networkd.socket", "systemd-networkd-wait-online.service"));

    private final SimulatedLinks links;
    private final Map<String, UnitFile> networks = new TreeMap<>();
    private final Map<String, Set<InterfaceAddress>> given = new LinkedHashMap<>();
    private final Set<String> configured = new LinkedHashSet<>();
    private boolean active;
    private boolean enabled;
    private boolean delaysBoot;

    private SimulatedNetworkd(SimulatedLinks links, boolean running) {
        this.links = links;
        this.active = running;
        this.enabled = running;
    }

    /**
     * networkd as it is on a host that uses it: enabled and running.
     *
     * @param links the links that it works on
     * @return a networkd that has read no file yet
     */
    public static SimulatedNetworkd running(SimulatedLinks links) {
        return new SimulatedNetworkd(links, true);
    }

    /**
     * networkd as it is on a host that does not use it: installed, and neither enabled nor running.
     *
     * @param links the links that it works on once it is started
     * @return a networkd that does nothing
     */
    public static SimulatedNetworkd unused(SimulatedLinks links) {
        return new SimulatedNetworkd(links, false);
    }

    /**
     * Whether it runs.
     *
     * @return true if it does
     */
    public boolean isActive() {
        return active;
    }

    /**
     * Whether it starts at boot.
     *
     * @return true if it does
     */
    public boolean isEnabled() {
        return enabled;
    }

    /**
     * Whether boot waits until one of its links is online.
     *
     * @return true if {@code systemd-networkd-wait-online.service} is enabled
     */
    public boolean delaysBoot() {
        return delaysBoot;
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        List<String> arguments =
                command.arguments().subList(1, command.arguments().size());
        return switch (command.program()) {
            case "networkctl" -> Optional.of(networkctl(command, arguments, host));
            case WAIT_ONLINE -> Optional.of(waitOnline(command, arguments));
            case "systemctl" ->
                UNITS.stream().anyMatch(arguments::contains)
                        ? Optional.of(systemctl(command, arguments, host))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private CommandResult networkctl(Command command, List<String> arguments, InMemoryHost host) {
        if (!active) {
            return SimulatedLinks.failed(command, 1, "Failed to reload network settings: networkd is not running");
        }
        if (arguments.equals(List.of("reload"))) {
            load(host);
            return SimulatedLinks.done(command);
        }
        if (arguments.size() == 2 && arguments.get(0).equals("reconfigure")) {
            String name = arguments.get(1);
            if (links.find(name).isEmpty()) {
                return SimulatedLinks.failed(
                        command, 1, "Failed to resolve interface \"" + name + "\": No such device");
            }
            configure(name);
            return SimulatedLinks.done(command);
        }
        return SimulatedLinks.unknown(command);
    }

    private CommandResult waitOnline(Command command, List<String> arguments) {
        String prefix = "--interface=";
        String suffix = ":no-carrier";
        if (arguments.size() != 2
                || !arguments.get(0).startsWith(prefix)
                || !arguments.get(0).endsWith(suffix)
                || !arguments.get(1).matches("--timeout=[0-9]+")) {
            return SimulatedLinks.unknown(command);
        }
        String name =
                arguments.get(0).substring(prefix.length(), arguments.get(0).length() - suffix.length());
        boolean online = configured.contains(name)
                && links.find(name).filter(SimulatedLink::isUp).isPresent();
        return online
                ? SimulatedLinks.done(command)
                : SimulatedLinks.failed(command, 1, "Timeout occurred while waiting for network connectivity.");
    }

    private CommandResult systemctl(Command command, List<String> arguments, InMemoryHost host) {
        List<String> words = arguments.stream()
                .filter(word -> !word.startsWith("--property="))
                .toList();
        boolean now = words.contains("--now");
        boolean service = words.contains(SERVICE);
        switch (words.get(0)) {
            case "show" -> {
                return new CommandResult(command, 0, show(), "");
            }
            case "enable" -> {
                enabled = enabled || service;
                delaysBoot = true;
                start(now && service, host);
            }
            case "disable" -> {
                enabled = enabled && !service;
                delaysBoot = false;
                active = active && !(now && service);
            }
            case "start" -> start(service, host);
            case "stop" -> active = active && !service;
            case "try-reload-or-restart" -> start(service && active, host);
            default -> {
                return SimulatedLinks.unknown(command);
            }
        }
        return SimulatedLinks.done(command);
    }

    private String show() {
        return "LoadState=loaded\nActiveState=" + (active ? "active" : "inactive") + "\nUnitFileState="
                + (enabled ? "enabled" : "disabled") + "\n";
    }

    private void start(boolean wanted, InMemoryHost host) {
        if (wanted) {
            active = true;
            load(host);
        }
    }

    private void load(InMemoryHost host) {
        Map<String, UnitFile> before = new TreeMap<>(networks);
        networks.clear();
        files(host, ".network")
                .forEach(file -> file.value("Match", "Name").ifPresent(name -> networks.put(name, file)));
        before.keySet().stream().filter(name -> !networks.containsKey(name)).forEach(this::giveUp);
        Set<String> made = new LinkedHashSet<>();
        files(host, ".netdev")
                .flatMap(file -> file.value("NetDev", "Name").stream())
                .filter(name -> links.find(name).isEmpty())
                .forEach(name -> {
                    links.makeBridge(name);
                    given.remove(name);
                    made.add(name);
                });
        networks.forEach((name, file) -> {
            if (made.contains(name) || !Optional.of(file).equals(Optional.ofNullable(before.get(name)))) {
                configure(name);
            }
        });
    }

    private static Stream<UnitFile> files(InMemoryHost host, String suffix) {
        return host.list(DIRECTORY).stream()
                .filter(name -> name.endsWith(suffix))
                .flatMap(name -> host.read(DIRECTORY.resolve(name)).stream()
                        .map(content -> UnitFile.parse(name, content.text())));
    }

    private void configure(String name) {
        Optional.ofNullable(networks.get(name))
                .ifPresent(file -> onLink(name, link -> {
                    giveUp(name);
                    link.setUp(true);
                    file.value("Link", "MTUBytes")
                            .map(Integer::parseInt)
                            .map(Mtu::of)
                            .map(Mtu::bytes)
                            .ifPresent(link::setMtu);
                    if (file.value("Network", "ConfigureWithoutCarrier")
                            .filter("yes"::equals)
                            .isEmpty()) {
                        return;
                    }
                    Set<InterfaceAddress> wanted = addresses(file);
                    wanted.forEach(link::add);
                    given.put(name, wanted);
                    boolean looksForDuplicates = wanted.stream().anyMatch(address -> !address.isIpv4())
                            && file.value("Address", "DuplicateAddressDetection")
                                    .filter("none"::equals)
                                    .isEmpty();
                    if (!looksForDuplicates) {
                        configured.add(name);
                    }
                }));
    }

    private static Set<InterfaceAddress> addresses(UnitFile file) {
        Set<InterfaceAddress> addresses = new LinkedHashSet<>();
        Stream.concat(file.values("Network", "Address").stream(), file.values("Address", "Address").stream())
                .map(InterfaceAddress::of)
                .forEach(addresses::add);
        return addresses;
    }

    private void giveUp(String name) {
        configured.remove(name);
        Set<InterfaceAddress> addresses = given.remove(name);
        if (addresses != null) {
            onLink(name, link -> addresses.forEach(link::delete));
        }
    }

    private void onLink(String name, Consumer<SimulatedLink> action) {
        links.find(name).ifPresent(action);
    }
}
