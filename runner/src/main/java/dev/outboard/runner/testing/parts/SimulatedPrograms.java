package dev.outboard.runner.testing.parts;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.InterfaceName;
import dev.outboard.systemd.docker.ExecResult;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The programs of the host in containers that see its {@code /usr}: those by which a verification looks around. Every name
 * is resolved, and every server answers where the firewall lets the container out.
 *
 * @param engine the containers' daemon
 * @param process what the kernel says of a process in a container
 * @param egress whether the firewall lets out what is behind a bridge
 */
record SimulatedPrograms(SimulatedEngine engine, SimulatedProcess process, Predicate<InterfaceName> egress)
        implements Function<Execution, ExecResult> {
    private static final int TIMED_OUT = 124;

    @Override
    public ExecResult apply(Execution execution) {
        List<String> words = execution.command();
        if (words.equals(List.of("/usr/bin/cat", "/proc/self/mountinfo"))) {
            return new ExecResult(0, mounts(engine.info().rootDirectory().resolve("overlay2")), "");
        }
        if (words.size() == 2 && words.get(0).equals("/usr/bin/cat")) {
            return new ExecResult(0, process.read(words.get(1)), "");
        }
        if (words.contains("/usr/bin/getent")) {
            return new ExecResult(0, "192.0.2.7      STREAM " + words.get(words.size() - 1) + "\n", "");
        }
        if (words.contains("/usr/bin/docker") && words.contains("info")) {
            return new ExecResult(0, rootOfSocket(execution) + "\n", "");
        }
        if (words.contains("/bin/bash")) {
            return new ExecResult(engine.info().bridge().filter(egress).isPresent() ? 0 : TIMED_OUT, "", "");
        }
        throw new IllegalStateException(
                "the machine does not know the command " + words + "; tell the engine what comes of it: answer(...)");
    }

    /** Of the daemon whose socket the container has where Docker's clients look. */
    private String rootOfSocket(Execution execution) {
        boolean isFirst = engine.definition(execution.container()).stream()
                .flatMap(definition -> definition.binds().stream())
                .filter(bind -> bind.target().fileName().equals("docker.sock"))
                .anyMatch(bind -> bind.source().endsWith("/run/docker.sock"));
        return isFirst ? "/var/lib/docker" : engine.info().rootDirectory().toString();
    }

    /** proc_pid_mountinfo(5): the root, an overlay of two layers, and one mount below it. */
    private static String mounts(AbsolutePath layers) {
        return "310 250 0:52 / / rw,relatime - overlay overlay rw,lowerdir=" + layers + "/l/2B:" + layers
                + "/l/1A,upperdir=" + layers + "/0f/diff,workdir=" + layers + "/0f/work\n"
                + "311 310 0:55 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw\n";
    }
}
