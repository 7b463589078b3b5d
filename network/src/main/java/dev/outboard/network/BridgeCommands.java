package dev.outboard.network;

import dev.outboard.core.command.Command;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Mtu;
import dev.outboard.network.BridgeSpec.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands that make, mend and delete a bridge which lives until the next reboot. Pure functions. */
final class BridgeCommands {
    private BridgeCommands() {}

    /** Makes a bridge that is not there. */
    static List<Command> create(BridgeSpec spec) {
        List<Command> commands = new ArrayList<>();
        String name = spec.name().toString();
        commands.add(
                switch (spec.tool()) {
                    case IP -> Command.of("ip", "link", "add", "name", name, "type", "bridge");
                    case BRCTL -> Command.of("brctl", "addbr", name);
                });
        LinkDrift.addresses(spec).forEach(address -> commands.add(add(spec.name(), address)));
        commands.add(set(spec.name(), spec.mtu(), true));
        return commands;
    }

    /**
     * Changes only what differs. The MTU comes first, since below 1280 bytes the kernel refuses IPv6 addresses; outdated
     * addresses go before new ones come, since the first address of a network takes its later ones with it.
     */
    static List<Command> repair(InterfaceName name, LinkDrift drift) {
        List<Command> commands = new ArrayList<>();
        if (drift.mtu().isPresent() || drift.isDown()) {
            commands.add(set(name, drift.mtu(), drift.isDown()));
        }
        for (InterfaceAddress address : drift.outdated()) {
            commands.add(Command.of("ip", "address", "delete", address.toString(), "dev", name.toString()));
        }
        drift.missing().forEach(address -> commands.add(add(name, address)));
        return commands;
    }

    /** Deletes a bridge that is there; brctl(8) refuses one that is up. */
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
        List<String> arguments =
                new ArrayList<>(List.of("ip", "address", "add", address.toString(), "dev", name.toString()));
        if (!address.isIpv4()) {
            arguments.add("nodad");
        }
        return Command.of(arguments);
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
