package dev.outboard.network.testing;

import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Mtu;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * systemd-networkd in memory, as far as bridges go, with {@code networkctl}, {@code systemd-networkd-wait-online} and the
 * {@code systemctl} commands that name one of its units. It reads the files of the {@link InMemoryHost} when it starts or
 * is told to reload, as the real one of systemd 252 to 257 does: a link that is missing is made then and not before; a
 * link gets its configuration when it appears, when its file changes, or on {@code networkctl reconfigure}. Without
 * {@code ConfigureWithoutCarrier=yes} a bridge stays without address, and with an IPv6 address whose duplicates are looked
 * for it never is configured. It takes over every link that one of its files matches, of which it knows {@code Name=} and
 * {@code Type=}: what the link had is gone then. A start, and each configuration of a link, deletes all policy rules and all
 * routes that lead through no link, unless {@code networkd.conf} said otherwise when it started. Not thread-safe.
 */
public final class SimulatedNetworkd implements SimulatedCommand {
    private static final List<AbsolutePath> DIRECTORIES =
            List.of(AbsolutePath.of("/usr/lib/systemd/network"), AbsolutePath.of("/etc/systemd/network"));
    private static final AbsolutePath SETTINGS = AbsolutePath.of("/etc/systemd/networkd.conf");
    private static final AbsolutePath DROP_INS = AbsolutePath.of("/etc/systemd/networkd.conf.d");
    private static final AbsolutePath STATE = AbsolutePath.of("/run/systemd/netif/links");
    private static final String SERVICE = "systemd-networkd.service";
    private static final String WAIT_ONLINE = "/usr/lib/systemd/systemd-networkd-wait-online";
    private static final String VERSION = "systemd 257 (257.13-1~deb13u1)\n";
    private static final Set<String> UNITS =
            new LinkedHashSet<>(List.of(SERVICE, "systemd-networkd.socket", "systemd-networkd-wait-online.service"));

    private final SimulatedLinks links;
    private final Map<String, UnitFile> networks = new TreeMap<>();
    private final Map<AbsolutePath, String> loaded = new TreeMap<>(Comparator.comparing(AbsolutePath::toString));
    private final Map<String, Set<InterfaceAddress>> given = new LinkedHashMap<>();
    private final List<AbsolutePath> states = new ArrayList<>();
    private final Set<String> configured = new LinkedHashSet<>();
    private final List<UnitFile> settings = new ArrayList<>();
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
            case "find" -> find(command, host);
            case "systemctl" -> answerSystemctl(command, arguments, host);
            default -> Optional.empty();
        };
    }

    private Optional<CommandResult> find(Command command, InMemoryHost host) {
        if (command.arguments().contains("-cnewer")) {
            return Optional.of(new CommandResult(command, 0, settings(host).equals(settings) ? "" : "changed\n", ""));
        }
        return command.arguments().contains("-newer") ? Optional.of(changedFiles(command, host)) : Optional.empty();
    }

    private Optional<CommandResult> answerSystemctl(Command command, List<String> arguments, InMemoryHost host) {
        if (arguments.equals(List.of("--version"))) {
            return Optional.of(new CommandResult(command, 0, VERSION, ""));
        }
        return UNITS.stream().anyMatch(arguments::contains)
                ? Optional.of(systemctl(command, arguments, host))
                : Optional.empty();
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
                stop(now && service, host);
            }
            case "start" -> start(service, host);
            case "stop" -> stop(service, host);
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
            if (!active) {
                settings.clear();
                settings.addAll(settings(host));
                deleteForeign();
            }
            active = true;
            load(host);
        }
    }

    private void stop(boolean wanted, InMemoryHost host) {
        if (wanted) {
            active = false;
            networks.clear();
            remember(host);
        }
    }

    private void deleteForeign() {
        if (!isOff("ManageForeignRoutingPolicyRules")) {
            links.removeRules();
        }
        if (!isOff("ManageForeignRoutes")) {
            links.removeBlackholes();
        }
    }

    /** The last one counts. */
    private boolean isOff(String setting) {
        return settings.stream()
                .flatMap(file -> file.value("Network", setting).stream())
                .reduce((first, last) -> last)
                .filter("no"::equals)
                .isPresent();
    }

    private static List<UnitFile> settings(InMemoryHost host) {
        return Stream.concat(Stream.of(SETTINGS), host.list(DROP_INS).stream().map(DROP_INS::resolve))
                .flatMap(path ->
                        host.read(path).stream().map(content -> UnitFile.parse(path.toString(), content.text())))
                .toList();
    }

    /** Those that it has not read yet. */
    private CommandResult changedFiles(Command command, InMemoryHost host) {
        Map<AbsolutePath, String> now = texts(host);
        now.entrySet().removeIf(file -> file.getValue().equals(loaded.get(file.getKey())));
        return new CommandResult(
                command, 0, now.keySet().stream().map(path -> path + "\n").collect(Collectors.joining()), "");
    }

    private void load(InMemoryHost host) {
        loaded.clear();
        loaded.putAll(texts(host));
        Set<String> made = new LinkedHashSet<>();
        files(host, ".netdev")
                .flatMap(file -> file.value("NetDev", "Name").stream())
                .filter(name -> links.find(name).isEmpty())
                .forEach(name -> {
                    links.makeBridge(name);
                    given.remove(name);
                    made.add(name);
                });
        Map<String, UnitFile> before = new TreeMap<>(networks);
        networks.clear();
        List<UnitFile> files = files(host, ".network").toList();
        for (String name : links.names()) {
            files.stream().filter(file -> matches(file, name)).findFirst().ifPresent(file -> networks.put(name, file));
        }
        before.keySet().stream().filter(name -> !networks.containsKey(name)).forEach(this::giveUp);
        networks.forEach((name, file) -> {
            if (made.contains(name) || !Optional.of(file).equals(Optional.ofNullable(before.get(name)))) {
                configure(name);
            }
        });
        remember(host);
    }

    /** What it writes for others to read; nothing of a link that it does not configure. */
    private void remember(InMemoryHost host) {
        states.forEach(host::deleteFile);
        states.clear();
        networks.forEach((name, file) -> onLink(name, link -> {
            AbsolutePath state = STATE.resolve(String.valueOf(link.index()));
            host.putFile(state, "NETWORK_FILE=" + file.fileName() + "\n");
            states.add(state);
        }));
        if (states.isEmpty() && host.status(STATE).isPresent()) {
            Stream.of(STATE, AbsolutePath.of("/run/systemd/netif"), AbsolutePath.of("/run/systemd"))
                    .forEach(host::deleteEmptyDirectory);
        }
    }

    private static boolean matches(UnitFile file, String link) {
        boolean byName = file.words("Match", "Name").stream()
                .anyMatch(glob -> link.matches(glob.replace(".", "\\.").replace("*", ".*")));
        return byName || file.words("Match", "Type").contains("ether");
    }

    /** Ordered by name, whichever directory they are in. */
    private static Stream<UnitFile> files(InMemoryHost host, String suffix) {
        Map<String, AbsolutePath> paths = new TreeMap<>();
        DIRECTORIES.forEach(directory -> host.list(directory).stream()
                .filter(name -> name.endsWith(suffix))
                .forEach(name -> paths.put(name, directory.resolve(name))));
        return paths.values().stream()
                .flatMap(path ->
                        host.read(path).stream().map(content -> UnitFile.parse(path.toString(), content.text())));
    }

    private static Map<AbsolutePath, String> texts(InMemoryHost host) {
        Map<AbsolutePath, String> texts = new TreeMap<>(Comparator.comparing(AbsolutePath::toString));
        DIRECTORIES.forEach(directory -> host.list(directory).stream()
                .map(directory::resolve)
                .forEach(path -> host.read(path).ifPresent(content -> texts.put(path, content.text()))));
        return texts;
    }

    private void configure(String name) {
        Optional.ofNullable(networks.get(name))
                .ifPresent(file -> onLink(name, link -> {
                    deleteForeign();
                    giveUp(name);
                    link.setUp(true);
                    file.value("Link", "MTUBytes")
                            .map(Integer::parseInt)
                            .map(Mtu::of)
                            .map(Mtu::bytes)
                            .ifPresent(link::setMtu);
                    if (!link.isBridge()) {
                        link.deleteAddresses();
                        links.removeRoutesThrough(name);
                    } else if (file.value("Network", "ConfigureWithoutCarrier")
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
