package dev.outboard.runner.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.FileContent;
import dev.outboard.core.value.FileMode;
import dev.outboard.core.value.FileOwner;
import dev.outboard.network.testing.SimulatedLinks;
import dev.outboard.network.testing.SimulatedNetworkd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Whole hosts in memory, as they are before Outboard comes. */
public final class SimulatedHosts {
    private static final List<String> UNITS = List.of("docker.service", "docker.socket");
    private static final AbsolutePath UNIT_DIRECTORY = AbsolutePath.of("/usr/lib/systemd/system");
    private static final List<String> PROGRAMS = List.of(
            "/usr/bin/containerd",
            "/usr/bin/docker",
            "/usr/bin/docker-init",
            "/usr/sbin/dockerd",
            "/usr/sbin/ip6tables",
            "/usr/sbin/iptables",
            "/usr/sbin/mkfs.ext4",
            "/usr/sbin/mkfs.xfs",
            "/usr/sbin/nft");

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
        InMemoryHost host = InMemoryHost.create().putGroup("docker");
        for (String unit : UNITS) {
            host.putFile(UNIT_DIRECTORY.resolve(unit), resource("debian-13/" + unit));
        }
        host.putFile(UNIT_DIRECTORY.resolve("containerd.service"), "[Service]\nExecStart=/usr/bin/containerd\n");
        for (String program : PROGRAMS) {
            host.putFile(AbsolutePath.of(program), FileContent.ofText(""), FileMode.EXECUTABLE, FileOwner.ROOT);
        }
        host.putDirectory(AbsolutePath.of("/run/containerd/io.containerd.runtime.v2.task"));
        host.putFile(
                AbsolutePath.of("/sys/fs/cgroup/cgroup.controllers"), "cpuset cpu io memory hugetlb pids rdma misc\n");
        SimulatedLinks links = SimulatedLinks.create()
                .putLink("eth0", "192.0.2.2/24")
                .putRoute("0.0.0.0/0", "eth0")
                .putBridge("docker0", "172.17.0.1/16");
        SimulatedMachine machine = new SimulatedMachine(host, links, SimulatedNetworkd.unused(links));
        machine.boot(UNITS);
        return machine;
    }

    private static String resource(String name) {
        try {
            return Resources.toString(Resources.getResource(SimulatedHosts.class, name), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
