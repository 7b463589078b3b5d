package dev.outboard.network;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.failure.Quoted;
import dev.outboard.core.value.InterfaceAddress;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.core.value.Mtu;
import dev.outboard.core.value.Subnet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bridge that the containers of a second daemon are plugged into, as the caller wants it. Immutable and thread-safe.
 *
 * <pre>{@code
 * BridgeSpec bridge = BridgeSpec.builder("docker1", "10.9.0.1/16").mtu(1450).build();
 * }</pre>
 */
public final class BridgeSpec {
    // The name stands in file names, in globs of [Match] (systemd.network(5)) and after "dev" in commands of ip(8).
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final String FIRST_DAEMONS_BRIDGE = "docker0";

    /** RFC 4291, section 2.4, and the examples of RFC 3849 and RFC 9637, which are routed nowhere. */
    private static final Subnet GLOBAL_IPV6 = Subnet.of("2000::/3");

    private static final List<Subnet> DOCUMENTATION = List.of(Subnet.of("2001:db8::/32"), Subnet.of("3fff::/20"));

    private static final int SHORTEST_IPV4_PREFIX = 8;
    private static final int LONGEST_IPV4_PREFIX = 30;

    private final InterfaceName name;
    private final InterfaceAddress address;
    private final @Nullable InterfaceAddress ipv6Address;
    private final @Nullable Mtu mtu;
    private final Persistence persistence;
    private final Tool tool;

    private BridgeSpec(
            InterfaceName name,
            InterfaceAddress address,
            @Nullable InterfaceAddress ipv6Address,
            @Nullable Mtu mtu,
            Persistence persistence,
            Tool tool) {
        this.name = name;
        this.address = address;
        this.ipv6Address = ipv6Address;
        this.mtu = mtu;
        this.persistence = persistence;
        this.tool = tool;
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
        return new Builder(name, address);
    }

    /**
     * Starts a description that differs from this one.
     *
     * @return a builder that holds everything this spec says
     */
    public Builder toBuilder() {
        Builder builder = new Builder(name.toString(), address.toString())
                .persistence(persistence)
                .tool(tool);
        ipv6Address().map(InterfaceAddress::toString).ifPresent(builder::ipv6Address);
        mtu().map(Mtu::bytes).ifPresent(builder::mtu);
        return builder;
    }

    /**
     * The interface's name.
     *
     * @return the name
     */
    public InterfaceName name() {
        return name;
    }

    /**
     * The interface's IPv4 address.
     *
     * @return the address with its prefix length
     */
    public InterfaceAddress address() {
        return address;
    }

    /**
     * The interface's IPv6 address.
     *
     * @return the address with its prefix length, or empty for a bridge with IPv4 alone
     */
    public Optional<InterfaceAddress> ipv6Address() {
        return Optional.ofNullable(ipv6Address);
    }

    /**
     * The largest packet.
     *
     * @return the MTU, or empty for the kernel's default
     */
    public Optional<Mtu> mtu() {
        return Optional.ofNullable(mtu);
    }

    /**
     * What makes the bridge, and whether it is there again after a reboot.
     *
     * @return what was chosen; {@link Persistence#AUTOMATIC} unless the builder was told otherwise
     */
    public Persistence persistence() {
        return persistence;
    }

    /**
     * The program that makes the bridge, if networkd does not.
     *
     * @return the tool; {@link Tool#IP} with {@link Persistence#NETWORKD}
     */
    public Tool tool() {
        return tool;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BridgeSpec that
                && name.equals(that.name)
                && address.equals(that.address)
                && Objects.equals(ipv6Address, that.ipv6Address)
                && Objects.equals(mtu, that.mtu)
                && persistence == that.persistence
                && tool == that.tool;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, address, ipv6Address, mtu, persistence, tool);
    }

    /** The whole spec in one line, for example {@code bridge docker1 (10.9.0.1/16, mtu 1450, AUTOMATIC)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("bridge " + name + " (" + address);
        ipv6Address().ifPresent(ipv6 -> text.append(", ").append(ipv6));
        mtu().ifPresent(bytes -> text.append(", mtu ").append(bytes));
        text.append(", ").append(persistence);
        if (persistence == Persistence.UNTIL_REBOOT || tool == Tool.BRCTL) {
            text.append(" by ").append(tool);
        }
        return text.append(')').toString();
    }

    /** Collects the settings of a bridge. Takes texts and checks them together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final String address;
        private @Nullable String ipv6Address;
        private @Nullable Integer mtu;
        private Persistence persistence = Persistence.AUTOMATIC;
        private Tool tool = Tool.IP;

        private Builder(String name, String address) {
            this.name = requireNonNull(name, "name is null");
            this.address = requireNonNull(address, "address is null");
        }

        /**
         * Gives the bridge an IPv6 address beside the IPv4 one.
         *
         * @param ipv6 the address with the prefix length, for example {@code fd00:9::1/64}
         * @return this builder
         */
        public Builder ipv6Address(String ipv6) {
            this.ipv6Address = requireNonNull(ipv6, "ipv6Address is null");
            return this;
        }

        /**
         * Sets the largest packet. It should not be larger than that of the interface which leads out.
         *
         * @param bytes the MTU; without it the kernel's default holds, 1500
         * @return this builder
         */
        public Builder mtu(int bytes) {
            this.mtu = bytes;
            return this;
        }

        /**
         * Sets what makes the bridge, and whether it is there again after a reboot.
         *
         * @param how {@link Persistence#AUTOMATIC} is the default
         * @return this builder
         */
        public Builder persistence(Persistence how) {
            this.persistence = requireNonNull(how, "persistence is null");
            return this;
        }

        /**
         * Sets the program that makes the bridge; not with {@link Persistence#NETWORKD}.
         *
         * @param program {@link Tool#IP}, the default, or {@link Tool#BRCTL}
         * @return this builder
         */
        public Builder tool(Tool program) {
            this.tool = requireNonNull(program, "tool is null");
            return this;
        }

        /**
         * Checks everything and makes the spec.
         *
         * @return the spec
         * @throws InvalidSpecException with every mistake, if there is one
         */
        public BridgeSpec build() {
            Problems problems = new Problems();
            Optional<InterfaceName> checkedName = problems.check("name", () -> checkName(name));
            Optional<InterfaceAddress> checkedAddress = problems.check("address", () -> checkIpv4(address));
            Optional<InterfaceAddress> checkedIpv6 = Optional.ofNullable(ipv6Address)
                    .flatMap(ipv6 -> problems.check("ipv6Address", () -> checkIpv6(ipv6)));
            Optional<Mtu> checkedMtu =
                    Optional.ofNullable(mtu).flatMap(bytes -> problems.check("mtu", () -> Mtu.of(bytes)));
            checkTogether(checkedMtu, problems);
            problems.throwIfAny(
                    "bridge " + checkedName.map(InterfaceName::toString).orElse(Quoted.text(name)));
            return new BridgeSpec(
                    checkedName.orElseThrow(),
                    checkedAddress.orElseThrow(),
                    checkedIpv6.orElse(null),
                    checkedMtu.orElse(null),
                    persistence,
                    tool);
        }

        private void checkTogether(Optional<Mtu> checkedMtu, Problems problems) {
            if (ipv6Address != null
                    && checkedMtu.filter(wanted -> !wanted.carriesIpv6()).isPresent()) {
                problems.add(
                        "mtu",
                        String.valueOf(mtu),
                        "at least 1280 bytes on a bridge with IPv6 (RFC 8200, section 5)",
                        "raise the MTU to 1280 or more, or leave the IPv6 address out");
            }
            if (tool == Tool.BRCTL && persistence == Persistence.NETWORKD) {
                problems.add(
                        "tool",
                        tool.toString(),
                        "no tool, since networkd makes the bridge",
                        "leave the tool out, or set persistence(UNIT) or persistence(UNTIL_REBOOT)");
            }
        }

        private static InterfaceName checkName(String name) {
            InterfaceName valid = InterfaceName.of(name);
            if (!NAME.matcher(name).matches()) {
                throw new InvalidValueException(
                        "bridge name",
                        name,
                        "letters, digits, \"_\", \".\" and \"-\", with a letter, digit or \"_\" first",
                        "choose another name, e.g. \"docker1\"");
            }
            if (name.equals(FIRST_DAEMONS_BRIDGE)) {
                throw new InvalidValueException(
                        "bridge name",
                        name,
                        "a bridge of its own; docker0 is the first daemon's",
                        "choose another name, e.g. \"docker1\"");
            }
            return valid;
        }

        private static InterfaceAddress checkIpv4(String text) {
            InterfaceAddress address = InterfaceAddress.of(text);
            if (!address.isIpv4()) {
                throw new InvalidValueException(
                        "bridge address",
                        text,
                        "an IPv4 address; Docker's bridge has always one",
                        "give an IPv4 address, e.g. \"10.9.0.1/16\", and this one by ipv6Address(…)");
            }
            if (address.prefixLength() < SHORTEST_IPV4_PREFIX || address.prefixLength() > LONGEST_IPV4_PREFIX) {
                throw new InvalidValueException(
                        "bridge address",
                        text,
                        "a prefix length from " + SHORTEST_IPV4_PREFIX + " to " + LONGEST_IPV4_PREFIX
                                + ", which leaves addresses for containers",
                        "write e.g. \"" + address.host() + "/16\"");
            }
            if (address.subnet().privateRange().isEmpty()) {
                throw new InvalidValueException(
                        "bridge address",
                        text,
                        "a subnet for private use: in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10; the host"
                                + " could no longer reach the real owner of another one",
                        "use a range that is free on the networks of the host, e.g. \"10.9.0.1/16\"");
            }
            return address;
        }

        private static InterfaceAddress checkIpv6(String text) {
            InterfaceAddress address = InterfaceAddress.of(text);
            if (address.isIpv4()) {
                throw new InvalidValueException(
                        "bridge address",
                        text,
                        "an IPv6 address",
                        "write e.g. \"fd00:9::1/64\"; the IPv4 address belongs into builder(…)");
            }
            boolean isGlobal = GLOBAL_IPV6.contains(address.subnet())
                    && DOCUMENTATION.stream().noneMatch(range -> range.overlaps(address.subnet()));
            if (!isGlobal && address.subnet().privateRange().isEmpty()) {
                throw new InvalidValueException(
                        "bridge address",
                        text,
                        "a unique local subnet (fc00::/7), or a global one that is routed to this host",
                        "use a range that is free on the networks of the host, e.g. \"fd00:9::1/64\"");
            }
            return address;
        }
    }
}
