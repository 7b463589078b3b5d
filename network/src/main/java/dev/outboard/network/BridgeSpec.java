package dev.outboard.network;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Mtu;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bridge that the containers of a second daemon are plugged into, as the caller wants it. Immutable and thread-safe.
 *
 * <pre>{@code
 * BridgeSpec bridge = BridgeSpec.builder("docker1", "10.9.0.1/16").mtu(1450).build();
 * }</pre>
 */
public final class BridgeSpec {
    private static final Schema SCHEMA = new Schema();
    private static final Property<InterfaceName> NAME = SCHEMA.value("name");
    private static final Property<InterfaceAddress> ADDRESS = SCHEMA.value("address");
    static final Property<InterfaceAddress> IPV6_ADDRESS = SCHEMA.value("ipv6Address");
    static final Property<Mtu> MTU = SCHEMA.value("mtu");
    static final Property<Persistence> PERSISTENCE = SCHEMA.value("persistence", Persistence.AUTOMATIC);
    static final Property<Tool> TOOL = SCHEMA.value("tool", Tool.IP);

    private final Values values;

    private BridgeSpec(Values values) {
        this.values = values;
    }

    /** What makes a bridge, and whether it is there again after a reboot. */
    public enum Persistence {
        /**
         * The host decides: {@link #NETWORKD} where systemd-networkd is enabled, runs already, and would delete no policy
         * rule or route of others, as it does by default when it configures a link; {@link #UNIT} everywhere else, and with
         * {@link Tool#BRCTL}. A networkd that Outboard itself has started does not count. A bridge that Outboard has made
         * keeps what was decided for it.
         */
        AUTOMATIC,
        /**
         * A systemd unit of Outboard's own makes it at every boot, with commands of {@code ip}. Nothing else on the host is
         * started, enabled or configured.
         */
        UNIT,
        /**
         * systemd-networkd makes it, now and at every boot, from a {@code .netdev} and a {@code .network} file. Where
         * networkd does not run, it is enabled and started, with settings by which it leaves the policy rules and routes of
         * others. Where it runs without such settings and there are such rules, the plan is refused.
         */
        NETWORKD,
        /** Commands make it; after a reboot it is gone until the plan is applied again. */
        UNTIL_REBOOT
    }

    /** The program that makes a bridge, where networkd does not. */
    public enum Tool {
        /** {@code ip link add … type bridge}, of iproute2. */
        IP,
        /** {@code brctl addbr …}, of bridge-utils, as one did in 2016; addresses are still given by {@code ip}. */
        BRCTL
    }

    /**
     * Starts the description of a bridge.
     *
     * @param name the interface's name, for example {@code docker1}
     * @param address its IPv4 address with the prefix length, for example {@code 10.9.0.1/16}; containers get theirs
     *     from the same network
     * @return a builder; it checks nothing before {@link Builder#build()}
     */
    public static Builder builder(String name, String address) {
        Draft draft = SCHEMA.draft();
        draft.set(NAME, name, BridgeRules::name);
        draft.set(ADDRESS, address, BridgeRules::ipv4);
        return new Builder(draft);
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder that holds everything this spec says
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /**
     * The interface's name.
     *
     * @return the name
     */
    public InterfaceName name() {
        return values.get(NAME);
    }

    /**
     * The interface's IPv4 address.
     *
     * @return the address with its prefix length
     */
    public InterfaceAddress address() {
        return values.get(ADDRESS);
    }

    /**
     * The interface's IPv6 address.
     *
     * @return the address with its prefix length, or empty for a bridge with IPv4 alone
     */
    public Optional<InterfaceAddress> ipv6Address() {
        return values.find(IPV6_ADDRESS);
    }

    /**
     * The largest packet.
     *
     * @return the MTU, or empty for the kernel's default
     */
    public Optional<Mtu> mtu() {
        return values.find(MTU);
    }

    /**
     * What makes the bridge, and whether it is there again after a reboot.
     *
     * @return what was chosen; {@link Persistence#AUTOMATIC} unless the builder was told otherwise
     */
    public Persistence persistence() {
        return values.get(PERSISTENCE);
    }

    /**
     * The program that makes the bridge, if networkd does not.
     *
     * @return the tool; {@link Tool#IP} with {@link Persistence#NETWORKD}
     */
    public Tool tool() {
        return values.get(TOOL);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BridgeSpec that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The whole spec in one line, for example {@code bridge docker1 (10.9.0.1/16, mtu 1450, AUTOMATIC)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("bridge " + name() + " (" + address());
        ipv6Address().ifPresent(ipv6 -> text.append(", ").append(ipv6));
        mtu().ifPresent(bytes -> text.append(", mtu ").append(bytes));
        text.append(", ").append(persistence());
        if (persistence() == Persistence.UNTIL_REBOOT || tool() == Tool.BRCTL) {
            text.append(" by ").append(tool());
        }
        return text.append(')').toString();
    }

    /** Collects the settings of a bridge. Takes texts and checks them together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Gives the bridge an IPv6 address beside the IPv4 one.
         *
         * @param ipv6 the address with the prefix length, for example {@code fd00:9::1/64}
         * @return this builder
         */
        public Builder ipv6Address(String ipv6) {
            draft.set(IPV6_ADDRESS, ipv6, BridgeRules::ipv6);
            return this;
        }

        /**
         * Sets the largest packet. It should not be larger than that of the interface which leads out.
         *
         * @param bytes the MTU; without it the kernel's default holds, 1500
         * @return this builder
         */
        public Builder mtu(int bytes) {
            draft.set(MTU, bytes, Mtu::of);
            return this;
        }

        /**
         * Sets what makes the bridge, and whether it is there again after a reboot.
         *
         * @param how {@link Persistence#AUTOMATIC} is the default
         * @return this builder
         */
        public Builder persistence(Persistence how) {
            draft.set(PERSISTENCE, how);
            return this;
        }

        /**
         * Sets the program that makes the bridge; not with {@link Persistence#NETWORKD}.
         *
         * @param program {@link Tool#IP}, the default, or {@link Tool#BRCTL}
         * @return this builder
         */
        public Builder tool(Tool program) {
            draft.set(TOOL, program);
            return this;
        }

        /**
         * Checks everything and makes the spec.
         *
         * @return the spec
         * @throws InvalidSpecException with every mistake, if there is one
         */
        public BridgeSpec build() {
            return new BridgeSpec(draft.check("bridge", NAME, BridgeRules::check));
        }
    }
}
