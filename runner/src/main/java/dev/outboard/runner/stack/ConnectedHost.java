package dev.outboard.runner.stack;

import static java.util.Objects.requireNonNull;

import dev.outboard.core.host.ForwardingHost;
import dev.outboard.core.host.Host;
import dev.outboard.runner.gitlab.client.GitLabs;
import dev.outboard.runner.gitlab.client.HttpGitLabs;
import dev.outboard.systemd.docker.Engines;

/** A host with the ways to its Docker daemons and to GitLab: real, recorded, or simulated ones. */
public final class ConnectedHost extends ForwardingHost {
    private final Engines engines;
    private final GitLabs gitLabs;

    /**
     * A host with ways of its own.
     *
     * @param host has the files and runs the commands
     * @param engines the way to the daemons
     * @param gitLabs the way to GitLab
     */
    public ConnectedHost(Host host, Engines engines, GitLabs gitLabs) {
        super(host);
        this.engines = requireNonNull(engines, "engines is null");
        this.gitLabs = requireNonNull(gitLabs, "gitLabs is null");
    }

    /**
     * The host with its ways. Docker is reached over the host's unix sockets; on a host that only records, such as a staged
     * directory, Docker's command line is recorded instead.
     *
     * @param host any host
     * @return the host itself, if it has ways of its own
     */
    public static ConnectedHost of(Host host) {
        return host instanceof ConnectedHost connected
                ? connected
                : new ConnectedHost(host, Engines.of(host), new HttpGitLabs());
    }

    /**
     * The way to the daemons.
     *
     * @return opens an engine for a socket
     */
    public Engines engines() {
        return engines;
    }

    /**
     * The way to GitLab.
     *
     * @return opens a GitLab for a connection
     */
    public GitLabs gitLabs() {
        return gitLabs;
    }
}
