package dev.outboard.systemd.daemon.part;

import dev.outboard.core.text.ShellWords;
import dev.outboard.systemd.daemon.DaemonSpec;

/** Renders the command that is to a daemon what {@code docker} is to the first one. */
public final class Wrapper {
    private Wrapper() {}

    /**
     * Renders the script. It ignores what a user's environment says about another daemon: {@code DOCKER_CONTEXT} would
     * win over {@code DOCKER_HOST}, {@code DOCKER_TLS} and {@code DOCKER_TLS_VERIFY} have no place on a unix socket, and
     * {@code DOCKER_API_VERSION} is the version that another engine needs.
     *
     * @param spec the daemon
     * @return a script for a POSIX shell
     */
    public static String render(DaemonSpec spec) {
        return """
                #!/bin/sh
                # The docker command for the daemon %s. Written by Outboard, which will overwrite changes.
                unset DOCKER_CONTEXT DOCKER_TLS DOCKER_TLS_VERIFY DOCKER_API_VERSION
                DOCKER_HOST=%s
                DOCKER_TMPDIR=%s
                export DOCKER_HOST DOCKER_TMPDIR
                exec docker "$@"
                """.formatted(
                        spec.name(),
                        ShellWords.quote(spec.socket().url()),
                        ShellWords.quote(spec.temporaryDirectory().toString()));
    }
}
