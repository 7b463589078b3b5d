package dev.outboard.network;

import dev.outboard.core.failure.InvalidSpecException;
import dev.outboard.core.failure.Problems;
import dev.outboard.core.value.Subnet;
import dev.outboard.network.host.FirewallRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of a daemon reach, and what reaches them. Some traffic is refused in any case: see {@link
 * FirewallRules}. It bounds ordinary containers. It does not bound clients of the daemon's socket, and so not jobs that
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
    /** What a builder makes on which nothing was set. */
    public static final TrafficPolicy USUAL = builder().build();

    private final boolean egress;
    private final List<Subnet> deniedRanges;
    private final boolean hostAccess;
    private final List<HostPorts> allowedHostPorts;
    private final boolean publishedPorts;
    private final boolean interContainerTraffic;

    private TrafficPolicy(Builder builder, List<Subnet> deniedRanges, List<HostPorts> allowedHostPorts) {
        this.egress = builder.egress;
        this.deniedRanges = List.copyOf(deniedRanges);
        this.hostAccess = builder.hostAccess;
        this.allowedHostPorts = List.copyOf(allowedHostPorts);
        this.publishedPorts = builder.publishedPorts;
        this.interContainerTraffic = builder.interContainerTraffic;
    }

    /**
     * Starts a policy: to the outside and to one another, and of the host only to what is needed for that.
     *
     * @return a builder in which nothing is set
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a policy that differs from this one.
     *
     * @return a builder with the values of this one
     */
    public Builder toBuilder() {
        Builder builder = builder()
                .egress(egress)
                .hostAccess(hostAccess)
                .publishedPorts(publishedPorts)
                .interContainerTraffic(interContainerTraffic);
        deniedRanges.forEach(range -> builder.addDeniedRange(range.toString()));
        allowedHostPorts.forEach(ports -> builder.addAllowedHostPort(ports.toString()));
        return builder;
    }

    /** {@return whether containers reach other hosts} */
    public boolean egress() {
        return egress;
    }

    /** {@return what they do not reach beside what is always refused, in the order given} */
    public List<Subnet> deniedRanges() {
        return deniedRanges;
    }

    /** {@return whether they reach every service of the host itself} */
    public boolean hostAccess() {
        return hostAccess;
    }

    /** {@return the services of the host that they reach though they do not reach all, in the order given} */
    public List<HostPorts> allowedHostPorts() {
        return allowedHostPorts;
    }

    /** {@return whether their published ports are served} */
    public boolean publishedPorts() {
        return publishedPorts;
    }

    /** {@return whether those on the default network reach other containers of the daemon} */
    public boolean interContainerTraffic() {
        return interContainerTraffic;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrafficPolicy that
                && egress == that.egress
                && deniedRanges.equals(that.deniedRanges)
                && hostAccess == that.hostAccess
                && allowedHostPorts.equals(that.allowedHostPorts)
                && publishedPorts == that.publishedPorts
                && interContainerTraffic == that.interContainerTraffic;
    }

    @Override
    public int hashCode() {
        return Objects.hash(egress, deniedRanges, hostAccess, allowedHostPorts, publishedPorts, interContainerTraffic);
    }

    /** All choices, for people. */
    @Override
    public String toString() {
        return "egress " + egress + ", denied " + deniedRanges + ", host access " + hostAccess + ", host ports "
                + allowedHostPorts + ", published ports " + publishedPorts + ", between containers "
                + interContainerTraffic;
    }

    /** Collects choices. Texts are checked together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private boolean egress = true;
        private final List<String> deniedRanges = new ArrayList<>();
        private boolean hostAccess;
        private final List<String> allowedHostPorts = new ArrayList<>();
        private boolean publishedPorts = true;
        private boolean interContainerTraffic = true;

        private Builder() {}

        /**
         * Whether containers reach other hosts. They do unless set to false. Either way they reach one another, and
         * they are reached through published ports only.
         *
         * @param allowed whether they may
         * @return this builder
         */
        public Builder egress(boolean allowed) {
            egress = allowed;
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
            deniedRanges.add(subnet);
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
            hostAccess = allowed;
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
            allowedHostPorts.add(ports);
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
            publishedPorts = served;
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
            interContainerTraffic = allowed;
            return this;
        }

        /**
         * Checks everything and makes the policy.
         *
         * @return the policy
         * @throws InvalidSpecException with every mistake and its remedy
         */
        public TrafficPolicy build() {
            Problems problems = new Problems();
            List<Subnet> denied = problems.each("deniedRange", deniedRanges, Subnet::of);
            List<HostPorts> ports = problems.each("allowedHostPort", allowedHostPorts, HostPorts::of);
            if (hostAccess && !ports.isEmpty()) {
                problems.add(
                        "allowedHostPort",
                        ports.toString(),
                        "none, since hostAccess(true) allows every port",
                        "leave out one of the two");
            }
            problems.throwIfAny("traffic policy");
            return new TrafficPolicy(this, denied, ports);
        }
    }
}
