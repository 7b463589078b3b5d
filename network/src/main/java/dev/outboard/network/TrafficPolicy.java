package dev.outboard.network;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.spec.Draft;
import dev.outboard.core.spec.Problems;
import dev.outboard.core.spec.Property;
import dev.outboard.core.spec.Schema;
import dev.outboard.core.spec.Values;
import dev.outboard.core.value.Subnet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of a daemon reach, and what reaches them. Some traffic is refused in any case: see {@code
 * network.host.FirewallRules}. It bounds ordinary containers. It does not bound clients of the daemon's socket, and so not jobs that
 * have it: a client can start a container in the network of the host that may change the firewall.
 *
 * <p>A network that is created with {@code --internal} has no default route with Docker 26.1 and newer. Docker 20.10 closes
 * such networks by firewall rules of its own, which are off for a second daemon that shares the host's network: there
 * its containers reach what other containers reach.
 *
 * <pre>{@code
 * TrafficPolicy traffic = TrafficPolicy.builder()
 *         .addDeniedRange("192.168.0.0/16")
 *         .addAllowedHostPort("443/tcp")
 *         .build();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class TrafficPolicy {
    private static final Schema SCHEMA = new Schema();
    private static final Property<Boolean> EGRESS = SCHEMA.value("egress", true);
    private static final Property<List<Subnet>> DENIED_RANGES = SCHEMA.list("deniedRange");
    private static final Property<Boolean> HOST_ACCESS = SCHEMA.value("hostAccess", false);
    private static final Property<List<HostPorts>> ALLOWED_HOST_PORTS = SCHEMA.list("allowedHostPort");
    private static final Property<Boolean> PUBLISHED_PORTS = SCHEMA.value("publishedPorts", true);
    private static final Property<Boolean> INTER_CONTAINER_TRAFFIC = SCHEMA.value("interContainerTraffic", true);

    /** What a builder makes on which nothing was set. */
    public static final TrafficPolicy USUAL = builder().build();

    private final Values values;

    private TrafficPolicy(Values values) {
        this.values = values;
    }

    /**
     * Starts a policy: to the outside and to one another, and of the host only to what is needed for that.
     *
     * @return a builder in which nothing is set
     */
    public static Builder builder() {
        return new Builder(SCHEMA.draft());
    }

    /**
     * Starts a policy that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        return new Builder(values.toDraft());
    }

    /** {@return whether containers reach other hosts} */
    public boolean egress() {
        return values.get(EGRESS);
    }

    /** {@return what they do not reach beside what is always refused, in the order given} */
    public List<Subnet> deniedRanges() {
        return values.get(DENIED_RANGES);
    }

    /** {@return whether they reach every service of the host itself} */
    public boolean hostAccess() {
        return values.get(HOST_ACCESS);
    }

    /** {@return the services of the host that they reach though they do not reach all, in the order given} */
    public List<HostPorts> allowedHostPorts() {
        return values.get(ALLOWED_HOST_PORTS);
    }

    /** {@return whether their published ports are served} */
    public boolean publishedPorts() {
        return values.get(PUBLISHED_PORTS);
    }

    /** {@return whether those on the default network reach other containers of the daemon} */
    public boolean interContainerTraffic() {
        return values.get(INTER_CONTAINER_TRAFFIC);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrafficPolicy that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** All choices, for people. */
    @Override
    public String toString() {
        return "egress " + egress() + ", denied " + deniedRanges() + ", host access " + hostAccess() + ", host ports "
                + allowedHostPorts() + ", published ports " + publishedPorts() + ", between containers "
                + interContainerTraffic();
    }

    /** Collects choices. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /**
         * Whether containers reach other hosts. They do unless set to false. Either way they reach one another, and
         * they are reached through published ports only.
         *
         * @param allowed whether they may
         * @return this builder
         */
        public Builder egress(boolean allowed) {
            draft.set(EGRESS, allowed);
            return this;
        }

        /**
         * Adds addresses that containers do not reach. Always refused are containers of the first daemon, and the
         * cloud's metadata at 169.254.169.254. What the host itself has is refused by {@link #hostAccess} and not here.
         *
         * @param subnet an IPv4 or IPv6 subnet, for example {@code 192.168.0.0/16}
         * @return this builder
         */
        public Builder addDeniedRange(String subnet) {
            draft.add(DENIED_RANGES, subnet, Subnet::of);
            return this;
        }

        /**
         * Whether containers reach every service that the host itself offers, at whichever of its addresses. They do not
         * unless set to true: left to them are DNS and ping. To this belong the published ports of either daemon when they
         * are asked for from a container, since a program on the host serves them. What the host's own firewall refuses is
         * refused either way.
         *
         * @param allowed whether they may
         * @return this builder
         */
        public Builder hostAccess(boolean allowed) {
            draft.set(HOST_ACCESS, allowed);
            return this;
        }

        /**
         * Adds a port of the host that containers reach though the others are refused, for example that of a GitLab on the
         * same host. Jobs that reach their own published ports, as Testcontainers does, need the range from which the
         * engine takes them: usually {@code 32768-60999/tcp}, ip(7).
         *
         * @param ports a port or a range with its protocol, for example {@code 443/tcp}; a port alone is TCP
         * @return this builder
         */
        public Builder addAllowedHostPort(String ports) {
            draft.add(ALLOWED_HOST_PORTS, ports, HostPorts::of);
            return this;
        }

        /**
         * Whether published ports of containers are served. They are unless set to false, at the addresses that each
         * container asks for: every one of the host unless it names one. With false containers may still publish ports, but
         * nothing answers there, not even to the host, since the engine's proxy is off. A container in the network of the
         * host still listens where it likes; every user of the socket can start one.
         *
         * @param served whether they are
         * @return this builder
         */
        public Builder publishedPorts(boolean served) {
            draft.set(PUBLISHED_PORTS, served);
            return this;
        }

        /**
         * Whether containers on the daemon's default network reach one another and those on networks that users created.
         * They do unless set to false; the latter reach one another always. Needs {@code nft} on the host. By address: not
         * for containers that may give themselves another.
         *
         * @param allowed whether they may
         * @return this builder
         */
        public Builder interContainerTraffic(boolean allowed) {
            draft.set(INTER_CONTAINER_TRAFFIC, allowed);
            return this;
        }

        /**
         * Checks everything and makes the policy.
         *
         * @return the policy
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public TrafficPolicy build() {
            return new TrafficPolicy(draft.check("traffic policy", TrafficPolicy::check));
        }
    }

    private static void check(Values values, Problems problems) {
        List<HostPorts> ports = values.get(ALLOWED_HOST_PORTS);
        if (values.get(HOST_ACCESS) && !ports.isEmpty()) {
            problems.add(
                    "allowedHostPort",
                    ports.toString(),
                    "none, since hostAccess(true) allows every port",
                    "leave out one of the two");
        }
    }
}
