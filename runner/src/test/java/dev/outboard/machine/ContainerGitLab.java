package dev.outboard.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A GitLab in a container of a machine's first daemon, {@code gitlab}: on the default bridge, and on the network {@code ci}. It
 * speaks TLS, by a key for {@code gitlab.example.org}.
 *
 * @param machine the machine, which has the image {@code busybox:1}
 */
record ContainerGitLab(Machine machine) {
    /** Its own on the network {@code ci}. */
    static final String ADDRESS = "172.30.9.2";

    private static final String KEYS = "/root/gitlab.p12";
    private static final String CONTROL_PORT = "8080";
    private static final String CONTROL = "http://" + ADDRESS + ":" + CONTROL_PORT + "/";

    /** Where it tells what it has, see {@link LanGitLab#runners()}. */
    static final String STATE = CONTROL + "state";

    /**
     * Makes the network and the container. GitLab is written in Java, which the container has from the machine.
     *
     * @param machine the machine
     * @param keyStore where its key is kept on this computer
     * @param authority the file of the machine that gets its certificate
     */
    static ContainerGitLab start(Machine machine, Path keyStore, String authority) throws IOException {
        machine.write(authority, SelfSignedKey.make(keyStore, "DNS:gitlab.example.org"));
        Files.copy(keyStore, machine.file(KEYS));
        machine.run("docker", "network", "create", "--subnet=172.30.9.0/24", "ci")
                .orFail();
        List<String> run = new ArrayList<>(List.of("docker", "run", "--detach", "--name=gitlab"));
        List.of("/usr", "/bin", "/lib", "/lib64").forEach(directory -> run.add(bind(directory)));
        JavaRuntime.files()
                .map(Object::toString)
                .filter(file -> !file.startsWith("/usr/"))
                .forEach(file -> run.add(bind(file)));
        run.addAll(List.of(bind(KEYS), "busybox:1"));
        run.addAll(JavaRuntime.command(GitLabServer.class, "0.0.0.0", "443", CONTROL_PORT, KEYS));
        machine.run(run).orFail();
        machine.run("docker", "network", "connect", "--ip=" + ADDRESS, "ci", "gitlab")
                .orFail();
        machine.sh("until docker logs gitlab 2>&1 | grep --quiet listening; do sleep 0.2; done")
                .orFail();
        return new ContainerGitLab(machine);
    }

    private static String bind(String path) {
        return "--volume=" + path + ":" + path + ":ro";
    }

    /** A token by which runners register. */
    String registrationToken() {
        return machine.sh("busybox wget -q -O - \"$1\" | sed 's/.*\"registrationToken\":\"\\([^\"]*\\).*/\\1/'", STATE)
                .orFail()
                .text();
    }
}
