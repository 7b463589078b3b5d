package dev.outboard.network.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.common.collect.ImmutableMap;
import dev.outboard.core.command.Command;
import dev.outboard.core.command.CommandResult;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.unitfile.ExecLine;
import dev.outboard.core.unitfile.UnitFile;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.Mtu;
import dev.outboard.core.value.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The kernel's links, addresses and routes in memory, with the commands of {@code ip} and {@code brctl} that Outboard
 * uses. Not thread-safe.
 *
 * <pre>{@code
 * SimulatedLinks links = SimulatedLinks.create().putLink("eth0", "192.0.2.2/24").putRoute("172.16.0.0/12", "eth0");
 * InMemoryHost host = InMemoryHost.create().answer(links);
 * }</pre>
 */
public final class SimulatedLinks implements SimulatedCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SHOW_ADDRESSES = List.of("-json", "-details", "address", "show");
    private static final List<String> SHOW_ROUTES = List.of("-json", "route", "show", "table", "all");
    private static final List<String> SHOW_RULES = List.of("-json", "rule", "show");
    private static final List<String> SHOW_IPV6_RULES = List.of("-6", "-json", "rule", "show");
    private static final List<String> SHOW_NEXT_HOPS = List.of("-json", "nexthop", "show");
    private static final Map<Integer, String> KERNEL_RULES =
            ImmutableMap.of(0, "local", 32766, "main", 32767, "default");

    private final Map<String, SimulatedLink> links = new LinkedHashMap<>();
    private final Map<Subnet, String> routes = new LinkedHashMap<>();
    private final List<Subnet> blackholes = new ArrayList<>();
    private final Map<Integer, String> rules = new TreeMap<>(KERNEL_RULES);
    private int lastIndex = 1;

    private SimulatedLinks() {}

    /**
     * A kernel without links.
     *
     * @return new links
     */
    public static SimulatedLinks create() {
        return new SimulatedLinks();
    }

    /**
     * Puts an interface there that is up.
     *
     * @param name its name
     * @param addresses its addresses with their prefix lengths
     * @return this
     */
    public SimulatedLinks putLink(String name, String... addresses) {
        return put(name, "", addresses);
    }

    /**
     * Puts a bridge there that is up.
     *
     * @param name its name
     * @param addresses its addresses with their prefix lengths
     * @return this
     */
    public SimulatedLinks putBridge(String name, String... addresses) {
        return put(name, "bridge", addresses);
    }

    /**
     * Puts a route there.
     *
     * @param destination where it leads
     * @param device the name of the link that it leads through
     * @return this
     */
    public SimulatedLinks putRoute(String destination, String device) {
        routes.put(Subnet.of(destination), device);
        return this;
    }

    /**
     * Puts a policy rule of IPv4 there, for all packets.
     *
     * @param priority its place among the rules
     * @param table the routing table that it leads to
     * @return this
     */
    public SimulatedLinks putRule(int priority, String table) {
        rules.put(priority, table);
        return this;
    }

    /**
     * Puts a route there that leads through no link: packets are dropped.
     *
     * @param destination whose packets
     * @return this
     */
    public SimulatedLinks putBlackhole(String destination) {
        blackholes.add(Subnet.of(destination));
        return this;
    }

    /**
     * Deletes a policy rule.
     *
     * @param priority its place among the rules
     * @return this
     */
    public SimulatedLinks removeRule(int priority) {
        rules.remove(priority);
        return this;
    }

    /**
     * Gives an interface that is there one more address.
     *
     * @param name its name
     * @param address the address with its prefix length
     * @return this
     */
    public SimulatedLinks addAddress(String name, String address) {
        find(name).ifPresent(link -> link.add(InterfaceAddress.of(address)));
        return this;
    }

    /**
     * Deletes a link, as a program other than Outboard does.
     *
     * @param name its name
     * @return this
     */
    public SimulatedLinks removeLink(String name) {
        links.remove(name);
        return this;
    }

    @Override
    public Optional<CommandResult> run(Command command, InMemoryHost host) {
        return switch (command.program()) {
            case "ip" -> Optional.of(ip(command));
            case "brctl" -> Optional.of(brctl(command));
            default -> Optional.empty();
        };
    }

    /**
     * Starts a unit whose commands are those of {@code ip} and {@code brctl}; other units have no effect. A failure that the
     * unit ignores is ignored here: systemd.service(5), {@code ExecStart=}.
     *
     * @param unit the unit's file
     * @param host the host on which systemd starts it
     */
    public void start(UnitFile unit, InMemoryHost host) {
        for (String line : unit.values("Service", "ExecStart")) {
            boolean mayFail = line.startsWith("-");
            List<String> words = ExecLine.parse(mayFail ? line.substring(1) : line).words().stream()
                    .map(ExecLine.Word::text)
                    .toList();
            String program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
            List<String> arguments =
                    Stream.concat(Stream.of(program), words.stream().skip(1)).toList();
            run(Command.of(arguments), host)
                    .filter(result -> !mayFail)
                    .ifPresent(result -> result.requireSuccess("look at the unit"));
        }
    }

    Optional<SimulatedLink> find(String name) {
        return Optional.ofNullable(links.get(name));
    }

    List<String> names() {
        return List.copyOf(links.keySet());
    }

    void removeRules() {
        rules.keySet().retainAll(KERNEL_RULES.keySet());
    }

    void removeBlackholes() {
        blackholes.clear();
    }

    void removeRoutesThrough(String device) {
        routes.values().removeIf(device::equals);
    }

    SimulatedLink makeBridge(String name) {
        return links.computeIfAbsent(name, ignored -> new SimulatedLink(++lastIndex, name, "bridge"));
    }

    private SimulatedLinks put(String name, String kind, String... addresses) {
        SimulatedLink link = new SimulatedLink(++lastIndex, name, kind);
        for (String address : addresses) {
            link.add(InterfaceAddress.of(address));
        }
        link.setUp(true);
        links.put(name, link);
        return this;
    }

    private CommandResult ip(Command command) {
        List<String> arguments =
                command.arguments().subList(1, command.arguments().size());
        if (arguments.equals(SHOW_ADDRESSES)) {
            return printing(command, json -> links.values().forEach(link -> link.describe(json)));
        }
        if (arguments.equals(SHOW_ROUTES)) {
            return printing(command, this::describeRoutes);
        }
        if (arguments.equals(SHOW_RULES)) {
            return printing(
                    command,
                    json -> rules.forEach((priority, table) -> json.addObject()
                            .put("priority", priority)
                            .put("src", "all")
                            .put("table", table)));
        }
        if (arguments.equals(SHOW_IPV6_RULES) || arguments.equals(SHOW_NEXT_HOPS)) {
            return printing(command, json -> {});
        }
        String verb = String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
        List<String> rest = arguments.subList(Math.min(2, arguments.size()), arguments.size());
        return switch (verb) {
            case "link add" -> addLink(command, rest);
            case "link set" -> setLink(command, rest);
            case "link delete" ->
                rest.size() == 2 && rest.get(0).equals("dev")
                        ? onLink(command, rest.get(1), link -> deleted(command, rest.get(1)))
                        : unknown(command);
            case "address add", "address replace", "address delete" -> changeAddress(command, arguments.get(1), rest);
            default -> unknown(command);
        };
    }

    private CommandResult brctl(Command command) {
        List<String> arguments = command.arguments();
        if (arguments.size() != 3) {
            return unknown(command);
        }
        String name = arguments.get(2);
        return switch (arguments.get(1)) {
            case "addbr" ->
                addBridge(command, name, "device " + name + " already exists; can't create bridge with the same name");
            case "delbr" ->
                find(name)
                        .filter(SimulatedLink::isBridge)
                        .map(link -> link.isUp()
                                ? failed(command, 1, "bridge " + name + " is still up; can't delete it")
                                : deleted(command, name))
                        .orElseGet(() -> failed(command, 1, "bridge " + name + " doesn't exist; can't delete it"));
            default -> unknown(command);
        };
    }

    private CommandResult addLink(Command command, List<String> rest) {
        return rest.size() == 4
                        && rest.get(0).equals("name")
                        && rest.subList(2, 4).equals(List.of("type", "bridge"))
                ? addBridge(command, rest.get(1), "RTNETLINK answers: File exists")
                : unknown(command);
    }

    private CommandResult addBridge(Command command, String name, String ifThere) {
        if (links.containsKey(name)) {
            return failed(command, command.program().equals("ip") ? 2 : 1, ifThere);
        }
        makeBridge(name);
        return done(command);
    }

    private CommandResult setLink(Command command, List<String> rest) {
        if (rest.size() < 3 || !rest.get(0).equals("dev")) {
            return unknown(command);
        }
        return onLink(command, rest.get(1), link -> {
            for (int index = 2; index < rest.size(); index++) {
                switch (rest.get(index)) {
                    case "up" -> link.setUp(true);
                    case "down" -> link.setUp(false);
                    case "mtu" ->
                        link.setMtu(Mtu.of(Integer.parseInt(rest.get(++index))).bytes());
                    case "addrgenmode" -> index++;
                    default -> {
                        return unknown(command);
                    }
                }
            }
            return done(command);
        });
    }

    private CommandResult changeAddress(Command command, String verb, List<String> rest) {
        boolean add = !verb.equals("delete");
        if (rest.size() < 3
                || !rest.get(1).equals("dev")
                || !rest.subList(3, rest.size())
                        .equals(rest.get(0).contains(":") && add ? List.of("nodad") : List.of())) {
            return unknown(command);
        }
        InterfaceAddress address = InterfaceAddress.of(rest.get(0));
        return onLink(command, rest.get(2), link -> {
            if (add) {
                return link.add(address) || verb.equals("replace")
                        ? done(command)
                        : failed(command, 2, "Error: ipv4: Address already assigned.");
            }
            return link.delete(address) ? done(command) : failed(command, 2, "Error: ipv4: Address not found.");
        });
    }

    /** Those of IPv4 come first, as the kernel sorts them. */
    private void describeRoutes(ArrayNode json) {
        for (boolean ipv4 : new boolean[] {true, false}) {
            links.values().forEach(link -> link.describeRoutes(json, ipv4));
            blackholes.stream()
                    .filter(destination -> destination.isIpv4() == ipv4)
                    .forEach(destination ->
                            json.addObject().put("type", "blackhole").put("dst", destination.toString()));
            routes.forEach((destination, device) -> {
                if (destination.isIpv4() == ipv4) {
                    json.addObject()
                            .put("dst", destination.prefixLength() == 0 ? "default" : destination.toString())
                            .put("dev", device);
                }
            });
        }
    }

    private CommandResult onLink(Command command, String name, Function<SimulatedLink, CommandResult> action) {
        return find(name).map(action).orElseGet(() -> failed(command, 1, "Cannot find device \"" + name + "\""));
    }

    private CommandResult deleted(Command command, String name) {
        links.remove(name);
        return done(command);
    }

    private static CommandResult printing(Command command, Consumer<ArrayNode> describe) {
        ArrayNode json = JSON.createArrayNode();
        describe.accept(json);
        return new CommandResult(command, 0, json + "\n", "");
    }

    static CommandResult done(Command command) {
        return new CommandResult(command, 0, "", "");
    }

    static CommandResult failed(Command command, int exitStatus, String errors) {
        return new CommandResult(command, exitStatus, "", errors + "\n");
    }

    @SuppressWarnings("DoNotCallSuggester") // an expression, so that it stands where a result is wanted
    static CommandResult unknown(Command command) {
        throw new IllegalStateException(
                "the simulator does not know this form of \"" + command.program() + "\": " + command);
    }
}
