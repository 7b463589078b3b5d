package dev.outboard.runner.testing;

import dev.outboard.runner.testing.parts.DebianMachine;

/** Whole hosts in memory, as they are before Outboard comes. */
public final class SimulatedHosts {
    private SimulatedHosts() {}

    /**
     * A Debian 13 on which {@code docker.io} was installed: its units and that of its containerd, its group {@code docker}, its daemon running on
     * {@code docker0}. The network is {@code eth0}, which ifupdown configured; systemd-networkd is there and not in use.
     *
     * <pre>{@code
     * SimulatedMachine machine = SimulatedHosts.debian13WithDocker();
     * Provisioner provisioner = machine.provisioner();
     * provisioner.apply(provisioner.plan(stack));
     * assertThat(provisioner.verify(stack).isProved()).isTrue();
     * }</pre>
     *
     * @return a new machine; nothing of it is shared with another
     */
    public static SimulatedMachine debian13WithDocker() {
        return new SimulatedMachine(DebianMachine.withDocker());
    }
}
