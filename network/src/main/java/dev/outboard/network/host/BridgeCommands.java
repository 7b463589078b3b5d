package dev.outboard.network.host;

import dev.outboard.core.change.Undo;
import dev.outboard.core.command.Command;
import dev.outboard.core.step.RunCommand;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Mtu;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Tool;
import dev.outboard.network.host.NetworkState.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that make, mend and delete a bridge which lives until the next reboot. Pure functions. */
final class BridgeCommands {
    private BridgeCommands() {}

    /** Makes a bridge that is not there. */
    static List<RunCommand> create(BridgeSpec spec) {
        List<RunCommand> steps = new ArrayList<>();
        List<Command> commands =
                create(spec.name(), spec.tool(), LinkDrift.addresses(spec), set(spec.name(), spec.mtu(), true));
        List<Command> deletion = delete(spec.name(), spec.tool());
        steps.add(new RunCommand(commands.get(0), Undo.before(deletion.toArray(Command[]::new))));
        commands.stream()
                .skip(1)
                .map(command -> new RunCommand(command, Undo.NOTHING))
                .forEach(steps::add);
        return steps;
    }

    private static List<Command> create(InterfaceName name, Tool tool, List<InterfaceAddress> addresses, Command set) {
        List<Command> commands = new ArrayList<>();
        commands.add(make(name, tool));
        addresses.forEach(address -> commands.add(add(name, address)));
        commands.add(set);
        return commands;
    }

    /** Makes the link alone, if it is not there. */
    static Command make(InterfaceName name, Tool tool) {
        return switch (tool) {
            case IP -> Command.of("ip", "link", "add", "name", name.toString(), "type", "bridge");
            case BRCTL -> Command.of("brctl", "addbr", name.toString());
        };
    }

    /** Configures a link whatever it has already: ip-address(8), {@code replace}. The MTU comes first, as in a repair. */
    static List<Command> configure(BridgeSpec spec) {
        List<Command> commands = new ArrayList<>(List.of(set(spec.name(), spec.mtu(), true)));
        LinkDrift.addresses(spec).forEach(address -> commands.add(give("replace", spec.name(), address)));
        return commands;
    }

    /** Keeps the kernel from giving a link an address by itself once it has a carrier: ip-link(8), {@code addrgenmode}. */
    static Command withoutLinkLocalAddress(InterfaceName name) {
        return Command.of("ip", "link", "set", "dev", name.toString(), "addrgenmode", "none");
    }

    /**
     * Changes only what differs. The MTU comes first, since below 1280 bytes the kernel refuses IPv6 addresses; outdated
     * addresses go before new ones come, since the first address of a network takes its later ones with it.
     */
    static List<RunCommand> repair(InterfaceName name, LinkDrift drift, Link found) {
        List<RunCommand> steps = new ArrayList<>();
        if (drift.mtu().isPresent() || drift.isDown()) {
            steps.add(new RunCommand(
                    set(name, drift.mtu(), drift.isDown()),
                    drift.mtu().isPresent()
                            ? Undo.before(set(name, Optional.of(Mtu.of(found.mtu())), false))
                            : Undo.NOTHING));
        }
        drift.outdated()
                .forEach(address -> steps.add(new RunCommand(remove(name, address), Undo.before(add(name, address)))));
        drift.missing()
                .forEach(address -> steps.add(new RunCommand(add(name, address), Undo.before(remove(name, address)))));
        return steps;
    }

    /** Deletes a bridge that is there; it comes back with what it has now. */
    static List<RunCommand> delete(Link found, Tool tool) {
        InterfaceName name = InterfaceName.of(found.name());
        List<InterfaceAddress> addresses = found.addresses().stream()
                .filter(address -> !SubnetCollisions.IPV6_LINK_LOCAL.contains(address.subnet()))
                .toList();
        List<Command> back = create(name, tool, addresses, set(name, Optional.of(Mtu.of(found.mtu())), found.isUp()));
        List<RunCommand> steps = new ArrayList<>();
        for (Command command : delete(name, tool)) {
            steps.add(
                    new RunCommand(command, steps.isEmpty() ? Undo.after(back.toArray(Command[]::new)) : Undo.NOTHING));
        }
        return steps;
    }

    /** Deletes a bridge; brctl(8) refuses one that is up. */
    static List<Command> delete(InterfaceName name, Tool tool) {
        String device = name.toString();
        return switch (tool) {
            case IP -> List.of(Command.of("ip", "link", "delete", "dev", device));
            case BRCTL ->
                List.of(Command.of("ip", "link", "set", "dev", device, "down"), Command.of("brctl", "delbr", device));
        };
    }

    /** Without a search for duplicates, which has no end on a bridge without a carrier (ip-address(8), nodad). */
    private static Command add(InterfaceName name, InterfaceAddress address) {
        return give("add", name, address);
    }

    private static Command give(String verb, InterfaceName name, InterfaceAddress address) {
        List<String> arguments =
                new ArrayList<>(List.of("ip", "address", verb, address.toString(), "dev", name.toString()));
        if (!address.isIpv4()) {
            arguments.add("nodad");
        }
        return Command.of(arguments);
    }

    private static Command remove(InterfaceName name, InterfaceAddress address) {
        return Command.of("ip", "address", "delete", address.toString(), "dev", name.toString());
    }

    private static Command set(InterfaceName name, Optional<Mtu> mtu, boolean up) {
        List<String> arguments = new ArrayList<>(List.of("ip", "link", "set", "dev", name.toString()));
        mtu.ifPresent(wanted -> arguments.addAll(List.of("mtu", wanted.toString())));
        if (up) {
            arguments.add("up");
        }
        return Command.of(arguments);
    }
}
