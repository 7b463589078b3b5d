package dev.outboard.runner;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.spec.Problems;
import dev.outboard.core.text.ForeignText;
import dev.outboard.core.value.StackName;
import dev.outboard.network.BridgeSpec;
import dev.outboard.systemd.daemon.DaemonSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Bridges, daemons and runners that go to a host together, and are checked together: references resolve, and nothing is
 * shared between the daemons nor with the first daemon.
 *
 * <pre>{@code
 * StackSpec.builder("ci")
 *     .bridge(BridgeSpec.builder("docker1", "10.9.0.1/16").build())
 *     .daemon(DaemonSpec.builder("docker2").bridge("docker1").root("/docker2").build())
 *     .build();
 * }</pre>
 *
 * <p>Immutable; equal to another with the same parts in the same order.
 */
public final class StackSpec {
    private final StackName name;
    private final List<BridgeSpec> bridges;
    private final List<DaemonSpec> daemons;
    private final List<RunnerSpec> runners;

    private StackSpec(Builder builder, Problems problems) {
        name = problems.checked("name", () -> StackName.of(builder.name));
        bridges = List.copyOf(builder.bridges);
        daemons = List.copyOf(builder.daemons);
        runners = List.copyOf(builder.runners);
        StackRules.check(this, problems);
    }

    /**
     * Starts a spec.
     *
     * @param name the stack's name; its receipt on the host is named after it
     * @return a builder of an empty stack
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * A builder with everything of this spec.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder(name.toString());
        builder.bridges.addAll(bridges);
        builder.daemons.addAll(daemons);
        builder.runners.addAll(runners);
        return builder;
    }

    /**
     * The stack's name.
     *
     * @return the name
     */
    public StackName name() {
        return name;
    }

    /**
     * The bridges.
     *
     * @return in the order they were added
     */
    public List<BridgeSpec> bridges() {
        return bridges;
    }

    /**
     * The second daemons.
     *
     * @return in the order they were added
     */
    public List<DaemonSpec> daemons() {
        return daemons;
    }

    /**
     * The runners.
     *
     * @return in the order they were added
     */
    public List<RunnerSpec> runners() {
        return runners;
    }

    /**
     * The bridge of a daemon of this stack.
     *
     * @param daemon the daemon
     * @return its bridge
     */
    public BridgeSpec bridgeOf(DaemonSpec daemon) {
        return bridges.stream()
                .filter(bridge -> bridge.name().equals(daemon.bridge()))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The daemon of a runner of this stack.
     *
     * @param runner the runner
     * @return its daemon
     */
    public DaemonSpec daemonOf(RunnerSpec runner) {
        return daemons.stream()
                .filter(daemon -> daemon.name().equals(runner.daemon()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StackSpec that
                && name.equals(that.name)
                && bridges.equals(that.bridges)
                && daemons.equals(that.daemons)
                && runners.equals(that.runners);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, bridges, daemons, runners);
    }

    /**
     * The stack in one line.
     *
     * @return its name and parts
     */
    @Override
    public String toString() {
        return ForeignText.whole("stack " + name + ": " + bridges + ", " + daemons + ", " + runners);
    }

    /** Gathers the parts of a stack; checks them together in {@link #build()}. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final List<BridgeSpec> bridges = new ArrayList<>();
        private final List<DaemonSpec> daemons = new ArrayList<>();
        private final List<RunnerSpec> runners = new ArrayList<>();

        private Builder(String name) {
            this.name = requireNonNull(name, "name is null");
        }

        /**
         * Adds a bridge.
         *
         * @param bridge the bridge
         * @return this
         */
        public Builder bridge(BridgeSpec bridge) {
            bridges.add(requireNonNull(bridge, "bridge is null"));
            return this;
        }

        /**
         * Adds a second daemon.
         *
         * @param daemon the daemon; its bridge has to be in the stack
         * @return this
         */
        public Builder daemon(DaemonSpec daemon) {
            daemons.add(requireNonNull(daemon, "daemon is null"));
            return this;
        }

        /**
         * Adds a runner.
         *
         * @param runner the runner; its daemon has to be in the stack
         * @return this
         */
        public Builder runner(RunnerSpec runner) {
            runners.add(requireNonNull(runner, "runner is null"));
            return this;
        }

        /**
         * Checks everything together and makes the spec.
         *
         * @return the spec
         * @throws dev.outboard.core.failure.InvalidSpecException with every mistake
         */
        public StackSpec build() {
            Problems problems = new Problems();
            StackSpec spec = new StackSpec(this, problems);
            problems.throwIfAny("stack " + name);
            return spec;
        }
    }
}
