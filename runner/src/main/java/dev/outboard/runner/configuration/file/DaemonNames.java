package dev.outboard.runner.configuration.file;

import com.google.common.collect.ImmutableSet;
import dev.outboard.core.text.ForeignText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tomlj.TomlTable;

/**
 * What a {@code [runners.docker]} names that only the daemon of its jobs can resolve: another daemon of the host has others.
 *
 * @param networks networks that users made
 * @param containers containers whose files, network or processes jobs share
 * @param volumes volumes with a name
 */
public record DaemonNames(Set<String> networks, Set<String> containers, Set<String> volumes) {
    private static final String CONTAINER = "container:";

    /** Networks that every daemon has, and the text for the default one. */
    private static final Set<String> OF_EVERY_DAEMON =
            ImmutableSet.of("", "default", "bridge", "host", "none", "private", "shareable");

    /**
     * Creates the names.
     *
     * @param networks networks that users made
     * @param containers containers whose files, network or processes jobs share
     * @param volumes volumes with a name
     */
    public DaemonNames {
        networks = ImmutableSet.copyOf(networks);
        containers = ImmutableSet.copyOf(containers);
        volumes = ImmutableSet.copyOf(volumes);
    }

    static DaemonNames of(TomlTable docker) {
        Set<String> networks = new TreeSet<>();
        Set<String> containers = new TreeSet<>();
        Set<String> volumes = new TreeSet<>();
        for (String key : List.of("network_mode", "pid_mode", "ipcmode")) {
            String mode = TableValues.string(docker, key).orElse("");
            if (mode.startsWith(CONTAINER)) {
                containers.add(mode.substring(CONTAINER.length()));
            } else if (key.equals("network_mode") && !OF_EVERY_DAEMON.contains(mode) && !mode.startsWith("$")) {
                networks.add(mode);
            }
        }
        for (String key : List.of("volumes_from", "links")) {
            DockerLint.texts(docker, key).forEach(name -> containers.add(name.split(":", 2)[0]));
        }
        DockerLint.texts(docker, "volumes").stream()
                .map(volume -> Mount.parse(volume).source())
                .filter(source -> !source.isEmpty() && !source.startsWith("/") && source.indexOf('$') < 0)
                .forEach(volumes::add);
        return new DaemonNames(networks, containers, volumes);
    }

    /**
     * Whether there is nothing to ask a daemon for.
     *
     * @return true if no name is there
     */
    public boolean isEmpty() {
        return networks.isEmpty() && containers.isEmpty() && volumes.isEmpty();
    }

    /** The names, as {@link ForeignText} shows them. */
    @Override
    public String toString() {
        return ForeignText.of(this);
    }
}
