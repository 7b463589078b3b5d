package dev.outboard.runner.testing;

import dev.outboard.Provisioner;
import dev.outboard.core.testing.Faults;
import dev.outboard.core.testing.InMemoryHost;
import dev.outboard.core.value.ImageReference;
import dev.outboard.runner.testing.parts.DebianMachine;
import java.util.List;

/**
 * A host in memory with everything on it that a stack needs, made by {@link SimulatedHosts}. Its parts work together: a
 * Docker daemon answers on its socket as long as systemd runs its service, and has the root, driver and bridge of the
 * configuration that the service names; {@code gitlab-runner} in a container writes and reads the {@code config.toml} of
 * the host. Not thread-safe.
 *
 * <p>The first daemon can pull {@code gitlab/gitlab-runner:latest}; other images are offered by {@link #offerImage}.
 */
public final class SimulatedMachine {
    private final DebianMachine machine;

    SimulatedMachine(DebianMachine machine) {
        this.machine = machine;
    }

    /**
     * The files, and what was done to them.
     *
     * @return the host
     */
    public InMemoryHost host() {
        return machine.host();
    }

    /**
     * Outboard on this machine.
     *
     * @return a new provisioner
     */
    public Provisioner provisioner() {
        return machine.provisioner();
    }

    /**
     * Outboard on this machine, as a program in which something goes wrong.
     *
     * @param faults say where: at an effect on the host, at a daemon, or in GitLab
     * @return a new provisioner
     */
    public Provisioner provisioner(Faults faults) {
        return machine.provisioner(faults);
    }

    /**
     * Lets the first daemon pull an image.
     *
     * @param image its name, for example {@code gitlab/gitlab-runner:v17.5.0}
     * @throws dev.outboard.core.failure.InvalidValueException if that is not a name of an image
     */
    public void offerImage(String image) {
        machine.firstEngine().offer(ImageReference.of(image));
    }

    /**
     * Makes a link that is not Outboard's, such as a VPN's, with an address.
     *
     * @param name its name
     * @param address its address and prefix length, for example {@code 10.9.0.7/16}
     */
    public void putLink(String name, String address) {
        machine.links().putLink(name, address);
    }

    /**
     * The runners that were created or registered in GitLab, and not deleted. Every runner of the machine finds this GitLab,
     * whatever its URL, and it accepts every token.
     *
     * @return their descriptions, in the order in which they were made
     */
    public List<String> gitLabRunners() {
        return machine.gitLab().runners().stream()
                .map(runner -> runner.description())
                .toList();
    }
}
